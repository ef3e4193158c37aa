// One socket for the whole page. It reconnects by itself, with growing, jittered pauses or when the
// server says; what was missed meanwhile is asked for by number, so a cut line costs time and
// nothing else. docs/live-protocol.md has the frames and what each close code means.

const PROTOCOL = 1;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20000;
const TYPING_PAUSE = 3000;
const SESSION_ENDED = 4001;
const OUR_MISTAKE = new Set([1002, 1003, 1007, 1009]); // it would only happen again
const NOT_SOON = new Set([4009, 4029]); // too many sockets, too many frames
// After so many attempts in vain, sockets may not get through here at all.
const ATTEMPTS = 3;

export class Live extends EventTarget {
  #address;
  #socket = null;
  #pause = FIRST_PAUSE;
  #retry = null;
  #attempts = 0;
  #stopped = false;
  #silence = null;
  #patience = 60000;
  #subscriptions = new Map();
  #toldTyping = new Map();

  constructor(path) {
    super();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.#address = `${scheme}//${location.host}${path}`;
    addEventListener("online", () => this.#connectNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#connectNow();
    });
    this.#connect();
  }

  // `position` is called at each connection and gives the number up to which the page is current.
  subscribe(discussion, position) {
    this.#subscriptions.set(discussion, position);
    if (this.#isOpen()) this.#ask(discussion);
  }

  unsubscribe(discussion) {
    this.#subscriptions.delete(discussion);
    if (this.#isOpen()) this.#send({ type: "unsubscribe", discussion });
  }

  // Called at every key; the server hears of it once in a while. True when it was told now.
  typing(discussion) {
    const told = this.#toldTyping.get(discussion) ?? -Infinity;
    if (!this.#isOpen() || performance.now() - told < TYPING_PAUSE) return false;
    this.#toldTyping.set(discussion, performance.now());
    this.#send({ type: "typing", discussion });
    return true;
  }

  #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #connectNow() {
    if (this.#stopped || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    this.#pause = FIRST_PAUSE;
    this.#connect();
  }

  #connect() {
    this.#tell("state", "connecting");
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#expectSomething());
    socket.addEventListener("message", (message) => {
      this.#expectSomething();
      this.#take(JSON.parse(message.data));
    });
    socket.addEventListener("close", (event) => this.#lost(socket, event.code));
  }

  #take(frame) {
    if (frame.type === "hello") this.#greeted(frame);
    else if (frame.type === "goodbye") this.#retry = frame.retry * 1000;
    this.#tell("frame", frame);
  }

  #greeted({ protocol, heartbeat }) {
    if (protocol !== PROTOCOL) {
      this.#stop("outdated");
      return;
    }
    this.#patience = heartbeat * 2500;
    this.#pause = FIRST_PAUSE;
    this.#attempts = 0;
    this.#tell("state", "on");
    for (const discussion of this.#subscriptions.keys()) this.#ask(discussion);
  }

  #stop(reason) {
    this.#stopped = true;
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#tell("state", "off");
    this.#tell(reason, null);
  }

  // Heartbeats come regularly. Silence for much longer means a dead line that never said so.
  #expectSomething() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.close(), this.#patience);
  }

  #lost(socket, code) {
    if (socket !== this.#socket || this.#stopped) return;
    clearTimeout(this.#silence);
    this.#socket = null;
    if (code === SESSION_ENDED) return this.#stop("ended");
    if (OUR_MISTAKE.has(code)) return this.#stop("refused");
    this.#tell("state", "off");
    setTimeout(() => this.#socket === null && this.#connect(), this.#pauseAfter(code));
    this.#attempts += 1;
    if (this.#attempts >= ATTEMPTS) this.#tell("unreachable", null);
  }

  #pauseAfter(code) {
    const retry = this.#retry;
    this.#retry = null;
    if (retry !== null) return retry; // the server has spread its clients already
    const pause = NOT_SOON.has(code) ? LONGEST_PAUSE * 2 : this.#pause;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    return pause * (0.5 + Math.random());
  }

  #ask(discussion) {
    this.#send({ type: "subscribe", discussion, after: this.#subscriptions.get(discussion)() });
  }

  #send(request) {
    this.#socket.send(JSON.stringify(request));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
