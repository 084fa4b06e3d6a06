const subscriptions = new Set<string>();

function subscribe(eventType: string) {
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
