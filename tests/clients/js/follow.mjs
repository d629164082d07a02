// Follows as it is asked and prints each event as a line of JSON: what tests/clients compares.
import { Client } from "../../../clients/javascript/avance.js";

const { url, token, run, since, ends, options } = JSON.parse(process.argv[2]);
const client = new Client(url, token, options);
let ended = 0;
try {
  for await (const event of run ? client.follow(run, since) : client.followMine()) {
    const { run: of, kind, at, live, replayed, isEnd: end } = event;
    const permille = live.progress.permille;
    console.log(JSON.stringify({ run: of, kind, n: at.n, permille, replayed, end, at }));
    ended += end;
    if (!run && ended === ends) break;
  }
} catch (problem) {
  console.log(JSON.stringify({ error: problem.name }));
  if (!("code" in problem)) throw problem;
}
