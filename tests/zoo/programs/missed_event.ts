// Two events come in one turn; the second is over before anybody waits for it.
// https://github.com/nodejs/node/issues/32431

import { EventEmitter, once } from "node:events";

interface Events {
  connected: [];
  authenticated: [user: string];
}

class Session extends EventEmitter<Events> {
  open(user: string): void {
    setTimeout(() => {
      this.emit("connected");
      this.emit("authenticated", user);
    }, 50);
  }
}

async function login(session: Session): Promise<string> {
  session.open("ada");
  await once(session, "connected");
  const [user]: string[] = await once(session, "authenticated"); // <- stuck: login
  return user;
}

const sessions = [new Session(), new Session()];
for (const session of sessions) login(session).then((user) => console.log("hello", user));
setInterval(() => console.error("sessions:", sessions.length), 5_000);
setTimeout(() => console.log("ready"), 300);
