/* One resumable upload by the tus protocol 1.0.0: pieces, waiting, resuming. */

const PIECE = 8 * 1024 * 1024;
const LONGEST_WAIT = 15000;
const REFUSALS = new Set([400, 403, 404, 410, 413, 415, 423, 429, 507]);

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/* Base64 of a text in UTF-8, as Upload-Metadata wants it. */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

export class Upload {
  /* `place` is the relative address of the uploads; `changed` is called at every change. */
  constructor(file, place, changed, id = "") {
    this.file = file;
    this.place = place;
    this.changed = changed;
    this.id = id;
    this.offset = 0;
    this.state = "waiting";
    this.text = "";
    this.status = 0;
    this.speed = 0;
    this.request = null;
    this.wake = null;
    this.samples = [];
  }

  /* Upload until it is done, refused or cancelled; whatever else happens is waited out. */
  async run() {
    let attempt = 0;
    let looked = !this.id;
    while (this.state !== "cancelled") {
      const before = this.offset;
      try {
        if (!this.id) await this.create();
        if (!looked) await this.look();
        looked = true;
        this.set("uploading");
        while (this.offset < this.file.size) await this.send();
        this.set("done");
        return;
      } catch (error) {
        if (this.state === "cancelled") return;
        if (error instanceof Refused) {
          this.text = error.message;
          this.status = error.status;
          this.set("refused");
          return;
        }
        looked = !this.id;
        attempt = this.offset > before ? 0 : attempt + 1;
        this.set("paused");
        const wait = Math.min(LONGEST_WAIT, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);
        await this.sleep(wait);
      }
    }
  }

  async create() {
    const metadata = `filename ${base64(this.file.name)},filetype ${base64(this.file.type || "application/octet-stream")}`;
    const answer = await this.call("POST", this.place, {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": metadata,
    });
    this.id = answer.getResponseHeader("Location").split("/").pop();
    this.changed(this);
  }

  async look() {
    const answer = await this.call("HEAD", `${this.place}/${this.id}`, {});
    if (answer.getResponseHeader("Upload-Length") !== String(this.file.size)) {
      throw new Refused(409, "");
    }
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
  }

  async send() {
    const start = this.offset;
    const piece = this.file.slice(start, start + PIECE);
    const answer = await this.call("PATCH", `${this.place}/${this.id}`, {
      "Upload-Offset": String(start),
      "Content-Type": "application/offset+octet-stream",
    }, piece, (loaded) => this.measure(start + loaded));
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    if (!(this.offset > start)) throw new Error("no progress");
    this.measure(this.offset);
  }

  /* Bytes a second over the last seconds. */
  measure(sent) {
    const now = performance.now();
    this.sent = sent;
    this.samples.push([now, sent]);
    this.samples = this.samples.filter(([at]) => now - at < 4000);
    const [first, bytes] = this.samples[0];
    this.speed = now - first > 300 ? (sent - bytes) / ((now - first) / 1000) : this.speed;
    this.changed(this);
  }

  call(method, address, headers, body = null, progress = null) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, address);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (progress) request.upload.onprogress = (event) => progress(event.loaded);
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) resolve(request);
        else if (REFUSALS.has(request.status)) reject(new Refused(request.status, sentence(request)));
        else reject(new Error(String(request.status)));
      };
      request.onerror = request.onabort = request.ontimeout = () => reject(new Error("lost"));
      request.send(body);
    });
  }

  async cancel() {
    this.set("cancelled");
    if (this.request) this.request.abort();
    this.resume();
    if (this.id) {
      await fetch(`${this.place}/${this.id}`, {
        method: "DELETE", headers: { "Tus-Resumable": "1.0.0" },
      }).catch(() => {});
    }
  }

  /* Do not wait any longer: the network is back. */
  resume() {
    if (this.wake) this.wake();
  }

  sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  set(state) {
    this.state = state;
    this.changed(this);
  }
}

function sentence(request) {
  try {
    return JSON.parse(request.responseText).text || "";
  } catch {
    return "";
  }
}
