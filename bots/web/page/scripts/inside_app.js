/* Opened inside Telegram: hands on the app's proof of who opened it, without its script.
   The app writes it behind the # of the address (core.telegram.org/api/web-events). */

const data = JSON.parse(document.getElementById("data").textContent);
const told = new URLSearchParams(location.hash.slice(1));
const tell = (text) => { document.getElementById("problem").textContent = text; };

function post(event) {
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(event, "{}");
  else if (window.parent !== window) {
    window.parent.postMessage(JSON.stringify({ eventType: event, eventData: {} }), "https://web.telegram.org");
  }
}

async function open() {
  const proof = told.get("tgWebAppData");
  if (!proof) { tell(data.words["app_outside"]); return; }
  post("web_app_ready");
  post("web_app_expand");
  try {
    const answer = await fetch(data.open, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ proof, ticket: data.ticket }),
    });
    const found = await answer.json();
    if (answer.ok) location.replace(new URL(found.address).pathname);
    else tell(found.text);
  } catch {
    tell(data.words.offline);
  }
}

open();
