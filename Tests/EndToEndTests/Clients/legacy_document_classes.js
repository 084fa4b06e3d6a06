// Runs the code that the legacy document prints, unedited but for its types, against a router. The first line of standard
// input is {"scenario", "port"}; every further line is {"do", …}. Reports are JSON lines.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const ws = require('ws');

const printed = (name) => fs.readFileSync(path.join(__dirname, 'legacy_document', name), 'utf8');
const report = (what, more = {}) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n');

// Evaluates printed code with these names, and hands out what it declares.
const evaluate = (file, declared, names) =>
  new Function(...Object.keys(names), `${printed(file)}; return { ${declared.join(', ')} };`)(...Object.values(names));

// The printed clock stands still: its pauses are reported, and end when the test says so.
const pending = [];
const pause = (work, length) => {
  pending.push(work);
  report('pause', { length });
};
// Requests time out after 30 seconds in the document. Here a test gives up by itself.
const never = () => {};

// Where the router is; the document's own address leads there.
let port;
class WebSocket extends ws {
  constructor(url) {
    super(url.replace('ws://localhost:8000', `ws://127.0.0.1:${port}`));
    this.addEventListener('open', () => report('open'));
    this.addEventListener('close', (event) => report('close', { code: event.code }));
    this.addEventListener('error', () => {});
    this.addEventListener('message', (event) => report('message', { message: JSON.parse(event.data) }));
  }
}

// The printed console says what the usage example has got.
const console = {
  log: (text, value) => report('log', { text, value }),
  error: (text, error) => report('error', { text, error: String(error) }),
};

const scenarios = {
  // The class and its usage example, which share one block.
  api() {
    const names = { WebSocket, console, setTimeout: never };
    const { api, getDashboardMetrics } = evaluate('agent_api.js', ['api', 'getDashboardMetrics'], names);
    return {
      ask: () => getDashboardMetrics(),
      send: async ({ type, target, action, data }) => {
        const answer = await api.sendMessage(type, target, action, data);
        report('answer', { answer, waiting: api.messageHandlers.size });
      },
    };
  },

  // The reconnection strategy, with the subscription management on each of its connections.
  reconnecting() {
    const printedURL = 'ws://localhost:8000/agents/ws';
    let onopen;
    let api;

    // The snippet keeps its connection to itself: `ws` outside is whichever it has.
    class Connection extends WebSocket {
      constructor(url) {
        super(url);
        // A class that opens a connection gets this one.
        const connection = this;
        const Opened = function () { return connection; };
        this.onopen = onopen;
        const names = { WebSocket: Opened, console, setTimeout: never };
        ({ api } = evaluate('agent_api.js', ['api'], names));
      }
    }
    const outside = {
      ws: { set onopen(work) { onopen = work; } },
      api: { sendMessage: async (...message) => report('answer', { answer: await api.sendMessage(...message) }) },
    };
    const { subscribe } = evaluate('subscription_management.js', ['subscribe'], outside);
    const unsubscribe = {};
    const names = { WebSocket: Connection, WS_URL: printedURL, setTimeout: pause };
    const { setupWebSocket } = evaluate('reconnection_strategy.js', ['setupWebSocket'], names);
    return {
      subscribe: ({ event }) => { unsubscribe[event] = subscribe(event); },
      unsubscribe: ({ event }) => unsubscribe[event](),
      connect: () => setupWebSocket(),
      move: (target) => { port = target.port; },
      // The pause that began first is over.
      continue: () => pending.shift()(),
    };
  },
};

let actions;
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  if (actions) actions[command.do](command);
  else {
    port = command.port;
    actions = scenarios[command.scenario]();
  }
}).on('close', () => process.exit(0));
