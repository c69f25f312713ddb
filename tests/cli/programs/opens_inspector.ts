// Opens its inspector on a port of its own choice.
import inspector from "node:inspector";

inspector.open(0, "127.0.0.1");
setInterval(() => {}, 1000);
console.log("ready");
