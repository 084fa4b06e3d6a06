function validateMessage(message) {
    if (!message.type || !message.timestamp) {
        throw new Error('Invalid message format');
    }

    // Validate message type
    const validTypes = ['agent_status', 'metrics_update', 'system_alert'];
    if (!validTypes.includes(message.type)) {
        throw new Error('Unknown message type');
    }

    return true;
}
