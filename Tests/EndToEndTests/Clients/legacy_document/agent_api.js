class AgentAPI {

  constructor() {
    this.ws = new WebSocket('ws://localhost:8000/agents/ws');
    this.messageHandlers = new Map();
    this.setupEventHandlers();
  }

  setupEventHandlers() {
    this.ws.onmessage = (event) => {
      const message = JSON.parse(event.data);
      const handler = this.messageHandlers.get(message.id);
      if (handler) {
        handler(message.payload);
        this.messageHandlers.delete(message.id);
      }
    };
  }

  async sendMessage(type, target, action, data) {
    return new Promise((resolve, reject) => {
      const id = `msg_${Date.now()}`;
      const message = {
        id,
        type,
        target: {
          type: 'AGENT',
          id: target
        },
        action,
        payload: data
      };

      this.messageHandlers.set(id, resolve);
      this.ws.send(JSON.stringify(message));

      // Timeout after 30 seconds
      setTimeout(() => {
        this.messageHandlers.delete(id);
        reject(new Error('Request timeout'));
      }, 30000);
    });
  }
}

// Usage example
const api = new AgentAPI();

async function getDashboardMetrics() {
  try {
    const metrics = await api.sendMessage(
      'QUERY',
      'analysis-agent',
      'GET_DASHBOARD_METRICS',
      { timeframe: 'current' }
    );
    console.log('Dashboard metrics:', metrics);
  } catch (error) {
    console.error('Failed to get metrics:', error);
  }
}
