// The bridge: when the page asks, it is handed a message port to the core, and nothing else ever.
import { ipcRenderer } from 'electron';

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'tallystick:port-wanted') ipcRenderer.send('tallystick:port-wanted');
});

ipcRenderer.on('tallystick:port', (event) => {
  window.postMessage('tallystick:port', window.location.origin, [...event.ports]);
});
