// Hand over to the cashier as soon as its address is there, once per order: who comes back sees what became of it.
function goOnce() {
  const cashier = document.querySelector("[data-cashier]");
  if (!cashier) return;
  const key = `handed over ${cashier.dataset.cashier}`;
  if (sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "1");
  location.assign(cashier.href);
}

document.addEventListener("htmx:afterSettle", goOnce);
goOnce();
