// What an address field accepts. By itself, so that the page can check a draft without loading the calls.
import { z } from 'zod';

/** http or https, a host, perhaps a port and path; nothing is "fixed" in silence. */
export const OllamaAddress = z.url({ protocol: /^https?$/ }).max(500);
