// Follows one run to its end with Node's own WebSocket; one JSON line for each event.
const [address, token, run] = process.argv.slice(2);
const socket = new WebSocket(`${address.replace("http", "ws")}/ws/v1/`, [
  "avance.v1",
  `avance.bearer.${token}`,
]);
socket.onopen = () => socket.send(JSON.stringify({ op: "subscribe", id: "s", run }));
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data);
  console.log(data);
  if (["SUCCESS", "FAILURE", "REVOKED"].includes(frame.live?.state)) socket.close(1000);
};
socket.onclose = ({ code }) => process.exit(code === 1000 || code === 1005 ? 0 : 1);
