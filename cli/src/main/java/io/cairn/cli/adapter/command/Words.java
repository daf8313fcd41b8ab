package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Screen.Tone;

/** Colours for the words that tell a state. */
final class Words {

    private Words() {}

    static String painted(Screen screen, String cell) {
        return screen.paint(tone(cell), cell);
    }

    private static Tone tone(String cell) {
        return switch (cell) {
            case "Running", "Ready", "True", "Active", "Succeeded", "Complete", "Completed", "Bound" -> Tone.GOOD;
            case "Failed", "Failing", "Error", "Unknown", "NotReady", "Lost", "Stalled", "CrashLoop", "Warning" ->
                Tone.BAD;
            case "Pending", "Scheduling", "Placing", "Starting", "Stopping", "Restarting", "Deleting",
                    "Terminating", "Provisioning", "Preparing", "Building", "Cordoned", "Draining" ->
                Tone.CAREFUL;
            case "<none>", "Stopped", "Halted" -> Tone.FAINT;
            default -> Tone.PLAIN;
        };
    }
}
