// Sends messages of many sizes to an echo by the ws library: node echo_client.js URL SIZE...
// Prints {"texts", "binaries": how many came back unchanged, "code": of the close} and ends with an error otherwise.
"use strict";

const WebSocket = require("ws");
const { randomBytes } = require("crypto");
const { once } = require("events");

async function main(url, ...sizes) {
  const counts = { texts: 0, binaries: 0 };
  const socket = new WebSocket(url);
  await once(socket, "open");

  async function echo(sent, fragments) {
    const answer = once(socket, "message");
    for (const [index, part] of (fragments ?? [sent]).entries())
      socket.send(part, { fin: !fragments || index === fragments.length - 1 });
    const [data, isBinary] = await answer;
    if (isBinary) counts.binaries += Buffer.compare(data, sent) === 0;
    else counts.texts += data.toString() === sent;
  }

  for (const size of sizes.map(Number)) {
    await echo("aé€😀".repeat(size / 10) + "x".repeat(size % 10));
    await echo(randomBytes(size));
  }
  await echo("fragments", ["frag", "men", "", "ts"]);
  const pong = once(socket, "pong");
  socket.ping("payload");
  await pong;
  socket.close(4321);
  const [code] = await once(socket, "close");
  process.stdout.write(JSON.stringify({ ...counts, code }) + "\n");
}

main(...process.argv.slice(2));
