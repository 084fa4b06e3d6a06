// Monitor for authentication errors
ws.onmessage = (event) => {
    const message = JSON.parse(event.data);

    if (message.type === 'connection_error' &&
        message.data.error_code === 'AUTHENTICATION_FAILED') {
        // Refresh token and reconnect
        refreshToken().then(newToken => {
            this.token = newToken;
            this.connect();
        });
    }
};
