class AgentAPI {
  private ws: WebSocket;
  private messageHandlers: Map<string, (response: any) => void>;

  constructor() {
    this.ws = new WebSocket('ws://localhost:8000/agents/ws');
    this.messageHandlers = new Map();
    this.setupEventHandlers();
  }

  private setupEventHandlers() {
    this.ws.onmessage = (event) => {
      const message = JSON.parse(event.data);
      const handler = this.messageHandlers.get(message.id);
      if (handler) {
        handler(message.payload);
        this.messageHandlers.delete(message.id);
      }
    };
  }

  async sendMessage(type: string, target: string, action: string, data: any): Promise<any> {
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
