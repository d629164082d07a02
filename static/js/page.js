/** What every page loads. Each part starts only where the page has something for it. */

import { fetched } from "./fetched.js";
import { startLive } from "./live/live.js";
import { takeOffers } from "./tell/offers.js";
import "./tell/ends.js";
import { takeCommands } from "./ui/commands.js";
import { takeCopies } from "./ui/copy.js";
import { takeKeys } from "./ui/keys.js";
import { keepMenus } from "./ui/menus.js";
import { takeShare } from "./ui/share.js";
import { datePrints } from "./ui/print.js";
import { refuseStrays } from "./ui/strays.js";
import { keepTimes } from "./ui/times.js";
import { adoptToasts } from "./ui/toasts.js";

takeCommands();
takeCopies();
takeKeys();
keepMenus();
keepTimes();
refuseStrays();
takeShare();
datePrints();
takeOffers();
adoptToasts();

const sock = document.getElementById("sock");
if (sock) startLive(sock);

const bulk = document.getElementById("bulk");
if (bulk) fetched(() => import("./list/bulk.js")).then(({ startBulk }) => startBulk(bulk));

const drop = document.getElementById("drop");
if (drop) {
  fetched(() => import("./upload/uploads.js")).then(({ takeUploads }) => takeUploads(drop));
}

const player = document.getElementById("player");
if (player) {
  fetched(() => import("./player/player.js")).then(({ startPlayer }) => startPlayer(player));
}
