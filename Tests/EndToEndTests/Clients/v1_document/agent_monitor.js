class AgentMonitor {
    constructor(agentId) {
        this.agentId = agentId;
        this.ws = new WebSocketClient('wss://api.freeagentics.com/api/v1/ws', token);
        this.inferences = [];
    }

    async start() {
        await this.ws.connect();

        // Subscribe to specific agent events
        this.ws.send({
            type: 'subscribe',
            data: {
                events: ['inference_started', 'inference_progress', 'inference_completed'],
                agents: [this.agentId]
            }
        });
    }

    onInferenceStarted(data) {
        this.inferences.push({
            id: data.inference_id,
            status: 'running',
            started: data.timestamp,
            progress: 0
        });

        this.updateInferenceList();
    }

    onInferenceProgress(data) {
        const inference = this.inferences.find(i => i.id === data.inference_id);
        if (inference) {
            inference.progress = data.progress;
            this.updateProgressBar(data.inference_id, data.progress);
        }
    }

    onInferenceCompleted(data) {
        const inference = this.inferences.find(i => i.id === data.inference_id);
        if (inference) {
            inference.status = 'completed';
            inference.completed = data.timestamp;
            inference.processing_time = data.processing_time;
        }

        this.updateInferenceList();
    }
}
