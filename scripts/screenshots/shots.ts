// Every picture that the documentation has: a situation of the double, and what a person does before it is taken.
import { answerShots } from './shots/answers.ts';
import { chatShots } from './shots/chats.ts';
import { creditShots } from './shots/credits.ts';
import { modelShots } from './shots/models-and-settings.ts';
import { toolShots } from './shots/tools.ts';
import type { Shot } from './shots/steps.ts';

export type { Shot };

export const shots: readonly Shot[] = [...toolShots, ...modelShots, ...answerShots, ...chatShots, ...creditShots];
