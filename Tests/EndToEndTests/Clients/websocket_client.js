// A WebSocket client that does what it is told: JSON commands on standard input, JSON reports on standard output.
// The first command connects: {"url", "headers", "subprotocols", "ca"?, "socket"?}, where "ca" is a file with the only
// certificate that is trusted and "socket" a file to connect to. Then {"do": "send", "text" or "base64"} and
// {"do": "close", "code"}. "base64" is sent as a text frame with whatever bytes it has, "binary" as a binary one.
"use strict";

const fs = require("fs");
const WebSocket = require("ws");
const commands = require("readline").createInterface({ input: process.stdin });

const report = (fields) => process.stdout.write(JSON.stringify(fields) + "\n");

function obey(socket, command) {
  if (command.do === "close") return socket.close(command.code);
  if (command.base64 === undefined) return socket.send(command.text);
  socket.send(Buffer.from(command.base64, "base64"), { binary: command.binary });
}

function connect({ url, headers, subprotocols, ca, socket: file }) {
  const target = file ? `ws+unix://${file}:${url.slice(url.indexOf("/", 5))}` : url;
  const socket = new WebSocket(target, subprotocols, { headers, ca: ca && fs.readFileSync(ca) });
  let opened = false;
  socket.on("open", () => {
    opened = true;
    report({ event: "open", subprotocol: socket.protocol || null });
  });
  socket.on("message", (data) => report({ event: "message", text: data.toString(), type: JSON.parse(data).type }));
  socket.on("error", (error) => opened || report({ event: "failed", reason: error.message }));
  socket.on("close", (code, reason) => {
    if (opened) report({ event: "closed", code, reason: reason.toString() });
    commands.close();
  });
  return socket;
}

let socket;
commands.on("line", (line) => {
  const command = JSON.parse(line);
  if (socket) obey(socket, command);
  else socket = connect(command);
});
commands.on("close", () => socket && socket.terminate());
