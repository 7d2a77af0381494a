// Everything that the stages remember of addresses is void once other bytes stand there.

import { forgetWords } from './context';
import { newPage } from './links';
import { forgetLookedUp } from './looked-up';
import { forgetNested } from './nested';
import { forgetMeasures } from './qualify';
import { nextRegion } from './region';
import { forgetRuns } from './runs';
import { forget } from './shape';

export function forgetRegion(): void {
  if (nextRegion()) {
    forgetLookedUp();
    forgetNested();
  }
  forgetRuns();
  forget();
  forgetWords();
  forgetMeasures();
  newPage();
}
