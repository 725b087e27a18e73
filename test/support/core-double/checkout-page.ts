// The checkout page of the double: three buttons that move the order on.

export function checkoutPage(orderId: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test checkout</title>
<style>body{font:15px/1.5 system-ui;margin:0;padding:32px;background:#fbfaf7;color:#222}h1{font-size:18px;margin:0 0 4px}p{margin:0 0 20px;color:#666}
button{font:inherit;padding:9px 16px;margin-right:8px;border:1px solid #ccc;border-radius:8px;background:#fff;cursor:pointer}button:first-of-type{background:#222;color:#fff;border-color:#222}</style></head>
<body><h1>Test checkout</h1><p>No money moves here. Order ${orderId.slice(0, 8)}.</p>
${button('pay', 'Pay')}${button('decline', 'Decline')}${button('expire', 'Let it expire')}
<script>for (const b of document.querySelectorAll('button')) b.onclick = () => fetch('/double/checkout/${orderId}/' + b.dataset.action, { method: 'POST' });</script></body></html>`;
}

function button(action: string, label: string): string {
  return `<button data-action="${action}">${label}</button>`;
}
