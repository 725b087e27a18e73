// English: the catalogue that every other language follows.
import type { Formats } from './formats.ts';
import { amounts, copying } from './en/amounts.ts';
import { buying } from './en/buying.ts';
import { chat } from './en/chat.ts';
import { compare } from './en/compare.ts';
import { context } from './en/context.ts';
import { credits } from './en/credits.ts';
import { demoAnswer } from './en/demo.ts';
import { desktop } from './en/desktop.ts';
import { doctor } from './en/doctor.ts';
import { documents } from './en/documents.ts';
import { downloads } from './en/downloads.ts';
import { failures, refusals, refusalTitles } from './en/failures.ts';
import { figures } from './en/figures.ts';
import { files } from './en/files.ts';
import { gate, turnedAway } from './en/gate.ts';
import { manager } from './en/manager.ts';
import { moments } from './en/moments.ts';
import { addressTrouble, dayUsed, problem, purchaseTrouble, refusal } from './en/refusals.ts';
import { ollamas } from './en/ollamas.ts';
import { onboarding } from './en/onboarding.ts';
import { page } from './en/page.ts';
import { parameters } from './en/parameters.ts';
import { person } from './en/person.ts';
import { pictures } from './en/pictures.ts';
import { places } from './en/places.ts';
import { plans } from './en/plans.ts';
import { prompts } from './en/prompts.ts';
import { purchases } from './en/purchases.ts';
import { secretTrouble } from './en/secrets.ts';
import { settings } from './en/settings.ts';
import { sidebar } from './en/sidebar.ts';
import { start } from './en/start.ts';
import { terminal } from './en/terminal.ts';
import { tokens } from './en/tokens.ts';
import { toolCalls } from './en/tool-calls.ts';
import { tools } from './en/tools.ts';
import { usage } from './en/usage.ts';

export function english(formats: Formats) {
  return {
    /** The language of the words, for `lang` attributes. */
    language: 'en',
    /** Numbers, dates and money by themselves, as the person writes them. */
    formats,
    addressTrouble,
    amounts: amounts(formats),
    buying: buying(formats),
    chat: chat(formats),
    compare,
    context: context(formats),
    copying,
    credits: credits(formats),
    dayUsed: dayUsed(formats),
    demoAnswer,
    desktop,
    doctor: doctor(formats),
    documents: documents(formats),
    downloads: downloads(formats),
    failures,
    figures: figures(formats),
    files: files(formats),
    gate,
    manager: manager(formats),
    moments: moments(formats),
    ollamas,
    onboarding: onboarding(formats),
    page,
    parameters: parameters(formats),
    person: person(formats),
    pictures: pictures(formats),
    places,
    plans: plans(formats),
    problem: problem(formats),
    prompts,
    purchases,
    purchaseTrouble,
    refusal: refusal(formats),
    refusals,
    refusalTitles,
    secretTrouble,
    settings: settings(formats),
    sidebar: sidebar(formats),
    start,
    terminal,
    tokens: tokens(formats),
    toolCalls: toolCalls(formats),
    tools: tools(formats),
    turnedAway,
    usage: usage(formats),
  };
}
