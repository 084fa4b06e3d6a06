const subscriptions = new Set();

function subscribe(eventType) {
  subscriptions.add(eventType);
  return () => {
    subscriptions.delete(eventType);
  };
}

// On reconnection
ws.onopen = () => {
  api.sendMessage('COMMAND', 'analysis-agent', 'SUBSCRIBE', {
    events: Array.from(subscriptions)
  });
};
