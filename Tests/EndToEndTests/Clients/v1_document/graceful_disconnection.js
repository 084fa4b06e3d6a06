// Clean disconnect
ws.send(JSON.stringify({
    type: 'disconnect',
    data: {
        reason: 'user_initiated'
    }
}));

ws.close(1000, 'Normal closure');
