// Inside WeChat a payment opens over the page. Asked once by itself, then by the button; what came of it says the server.
function bridge(act) {
  if (window.WeixinJSBridge) act(window.WeixinJSBridge);
  else document.addEventListener("WeixinJSBridgeReady", () => act(window.WeixinJSBridge), { once: true });
}

function pay(button) {
  bridge((wechat) =>
    wechat.invoke("getBrandWCPayRequest", JSON.parse(button.dataset.bridge), (answer) => {
      if (answer.err_msg === "get_brand_wcpay_request:ok") document.querySelector("[data-paid]").requestSubmit();
    }),
  );
}

function payOnce() {
  const button = document.querySelector("[data-bridge]");
  if (!button) return;
  const key = `opened over the page ${button.dataset.order}`;
  if (sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "1");
  pay(button);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-bridge]");
  if (button) pay(button);
});
document.addEventListener("htmx:afterSettle", payOnce);
payOnce();
