// Sets the last chosen theme before the first paint, so that no window flashes white at night. A file, not inline: the page forbids inline scripts.
try {
  const theme = localStorage.getItem('tallystick.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's own theme is right then.
}
