class AgentDashboard {
    constructor() {
        this.ws = new WebSocketClient('wss://api.freeagentics.com/api/v1/ws', token);
        this.agents = new Map();
        this.metrics = {};
    }

    async start() {
        await this.ws.connect();

        // Subscribe to all relevant events
        this.ws.send({
            type: 'subscribe',
            data: {
                events: ['agent_status', 'metrics_update', 'inference_completed'],
                agents: [] // All agents
            }
        });
    }

    onAgentStatus(data) {
        this.agents.set(data.agent_id, {
            ...this.agents.get(data.agent_id),
            status: data.new_status,
            last_update: data.timestamp
        });

        this.updateUI();
    }

    onMetricsUpdate(data) {
        this.metrics = data;
        this.updateMetricsDisplay();
    }

    updateUI() {
        // Update dashboard interface
        document.getElementById('agent-count').textContent = this.agents.size;
        document.getElementById('active-agents').textContent =
            Array.from(this.agents.values()).filter(a => a.status === 'active').length;
    }
}
