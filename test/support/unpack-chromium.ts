// Run as a process of its own: unpacks the packaged Chromium into the folder for temporary files, as its package does it.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
