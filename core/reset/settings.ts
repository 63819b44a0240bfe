import { toJoinError } from "../engine/errors.ts";
import { type ResetContext, warn } from "./context.ts";
import type { UndoStep } from "./undo_steps.ts";

type Setting = Exclude<UndoStep, { kind: "file" | "directory" }>;

/** Takes a setting back, unless somebody else has changed it since. What fails is a warning. */
export async function undoSetting(step: Setting, ctx: ResetContext): Promise<void> {
  try {
    await undo(step, ctx);
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    warn(ctx, toJoinError(thrown).inFull);
  }
}

async function undo(step: Setting, { host, signal }: ResetContext): Promise<void> {
  const { kernel, services } = host;
  switch (step.kind) {
    case "sysctl":
      if (await kernel.setting(step.name) === step.from) await kernel.set(step.name, step.to);
      return;
    case "module":
      if (await kernel.hasModule(step.name)) await kernel.unloadModule(step.name, signal);
      return;
    case "swap":
      return await kernel.swapOn(step, signal);
    case "disable":
      if ((await services.status(step.unit, signal)).enabled) {
        await services.disable(step.unit, signal);
      }
      return;
    default:
      step satisfies never;
  }
}
