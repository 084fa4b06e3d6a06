// Monitor round-trip time
const pingTime = Date.now();
ws.send(JSON.stringify({ type: 'ping' }));

ws.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.type === 'pong') {
        const latency = Date.now() - pingTime;
        console.log(`Latency: ${latency}ms`);
    }
};
