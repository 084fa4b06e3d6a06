// Runs the classes that the v1 document prints, unedited, against a router. The first line of standard input is
// {"scenario", "port", "token", "other"}; every further line is the name of something to do. Reports are JSON lines.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const ws = require('ws');

const printed = (name) => fs.readFileSync(path.join(__dirname, 'v1_document', name), 'utf8');
const report = (what, more = {}) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n');

// The document's clock, faster: its pauses are seconds.
const HURRY = 100;
const clock = {
  setTimeout: (work, pause) => setTimeout(work, pause / HURRY),
  setInterval: (work, pause) => setInterval(work, pause / HURRY),
  clearInterval,
};
const quiet = { log: () => {}, error: () => {} };

function start({ scenario, port, token, other }) {
  // The printed address is the router's.
  class WebSocket extends ws {
    constructor(url) {
      super(url.replace('wss://api.freeagentics.com', `ws://127.0.0.1:${port}`));
    }
  }
  const names = { WebSocket, console: quiet, ...clock };
  const evaluate = (file, result, more = {}) => {
    const all = { ...names, ...more };
    return new Function(...Object.keys(all), `${printed(file)}; return ${result};`)(...Object.values(all));
  };

  const Printed = evaluate('websocket_client.js', 'WebSocketClient');

  // What the text leaves out: sending before the connection is open, and the other types.
  class WebSocketClient extends Printed {
    constructor(url, token) {
      super(url, token);
      this.queue = [];
      this.handlers = {};
      WebSocketClient.last = this;
    }

    connect() {
      super.connect();
      const open = this.ws.onopen;
      this.ws.onopen = () => {
        open();
        report('open');
        for (const message of this.queue.splice(0)) this.send(message);
      };
      const close = this.ws.onclose;
      this.ws.onclose = (event) => {
        report('close', { code: event.code });
        close(event);
      };
    }

    send(message) {
      if (this.ws.readyState === ws.OPEN) this.ws.send(JSON.stringify(message));
      else this.queue.push(message);
    }

    onAgentStatus(data) { this.handlers.agent_status?.(data); }
    onMetricsUpdate(data) { this.handlers.metrics_update?.(data); }

    handleMessage(message) {
      super.handleMessage(message);
      const known = ['agent_status', 'metrics_update'];
      if (!known.includes(message.type)) this.handlers[message.type]?.(message.data);
      if (['connection_established', 'subscription_confirmed', 'pong'].includes(message.type)) report(message.type);
    }
  }

  const url = 'wss://api.freeagentics.com/api/v1/ws';
  const scenarios = {
    client() {
      const client = new WebSocketClient(url, token);
      client.connect();
      return { nonsense: () => { for (let i = 0; i < 10; i++) client.ws.send('nonsense'); } };
    },

    dashboard() {
      const elements = {};
      const document = { getElementById: (id) => (elements[id] ??= {}) };
      const Dashboard = evaluate('agent_dashboard.js', 'AgentDashboard', { WebSocketClient, document, token });
      class CompleteDashboard extends Dashboard {
        constructor() {
          super();
          this.ws.handlers.agent_status = (data) => this.onAgentStatus(data);
          this.ws.handlers.metrics_update = (data) => this.onMetricsUpdate(data);
        }

        updateUI() {
          super.updateUI();
          report('agents', { agents: Object.fromEntries(this.agents), shown: elements });
        }

        updateMetricsDisplay() { report('metrics', { metrics: this.metrics }); }
      }
      new CompleteDashboard().start();
      return {};
    },

    monitor() {
      const Monitor = evaluate('agent_monitor.js', 'AgentMonitor', { WebSocketClient, token });
      class CompleteMonitor extends Monitor {
        constructor(agent) {
          super(agent);
          this.ws.handlers.inference_started = (data) => this.onInferenceStarted(data);
          this.ws.handlers.inference_progress = (data) => this.onInferenceProgress(data);
          this.ws.handlers.inference_completed = (data) => this.onInferenceCompleted(data);
        }

        updateInferenceList() { report('inferences', { inferences: this.inferences }); }
        updateProgressBar(id, progress) { report('progress', { id, progress }); }
      }
      new CompleteMonitor('agent_123').start();
      return {};
    },

    refresh() {
      const watch = printed('token_refresh.js');
      const refreshToken = async () => { report('refresh'); return other; };
      class RefreshingClient extends WebSocketClient {
        connect() {
          super.connect();
          new Function('ws', 'refreshToken', watch).call(this, this.ws, refreshToken);
          const monitor = this.ws.onmessage;
          this.ws.onmessage = (event) => {
            report('message', { type: JSON.parse(event.data).type });
            monitor(event);
          };
        }
      }
      new RefreshingClient(url, token).connect();
      return {};
    },

    latency() {
      const socket = new WebSocket(`${url}?token=${token}`);
      socket.onopen = () => {
        const console = { log: (text) => report('latency', { text }) };
        new Function('ws', 'console', printed('round_trip.js'))(socket, console);
      };
      return {};
    },

    validate() {
      const validate = evaluate('validate_message.js', 'validateMessage');
      const client = new WebSocketClient(url, token);
      client.connect();
      client.send({ type: 'subscribe', data: { events: ['agent_status', 'metrics', 'system_alerts'] } });
      const handle = client.handleMessage;
      client.handleMessage = (message) => {
        handle.call(client, message);
        if (['agent_status', 'metrics_update', 'system_alert'].includes(message.type)) {
          report('valid', { type: message.type, is: validate(message) });
        }
      };
      return {};
    },

    goodbye() {
      const client = new WebSocketClient(url, token);
      client.maxReconnectAttempts = 0;
      client.connect();
      return { leave: () => new Function('ws', printed('graceful_disconnection.js'))(client.ws) };
    },
  };
  return scenarios[scenario]();
}

let actions;
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  if (actions) actions[line]();
  else actions = start(JSON.parse(line));
}).on('close', () => process.exit(0));
