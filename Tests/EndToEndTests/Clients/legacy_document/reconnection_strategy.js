// Implement exponential backoff
function setupWebSocket() {
  let retryCount = 0;
  const maxRetries = 5;

  function connect() {
    const ws = new WebSocket(WS_URL);
    
    ws.onclose = () => {
      if (retryCount < maxRetries) {
        const delay = Math.min(1000 * Math.pow(2, retryCount), 30000);
        setTimeout(connect, delay);
        retryCount++;
      }
    };
  }

  connect();
}
