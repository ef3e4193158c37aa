"""Make the two videos of the demo organisation: `python deploy/site/demo/make_videos.py`.

Needs ffmpeg, espeak-ng, fontconfig with the URW fonts, and Pillow. For each story it writes a
video (H.264 and AAC in MP4), a poster, WebVTT captions timed by the speech itself and a
transcript into `assets/`. The results are kept in the repository; run it again after an edit.
"""

from __future__ import annotations

import array
import math
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo.videos.look import HEIGHT, WIDTH, Slide
from demo.videos.stories import Line, Story, stories

ASSETS = Path(__file__).parent / "assets"
RATE, FRAMES = 22050, 25
LEAD_IN, PAUSE, LEAD_OUT = 1.2, 0.4, 1.6


@dataclass(frozen=True)
class Cue:
    line: Line
    start: float
    end: float


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (fixed programs)


def speak(story: Story, folder: Path) -> tuple[list[Cue], array.array[int]]:
    """The spoken track, and when each sentence begins and ends in it, in seconds."""
    samples = array.array("h", bytes(2 * int(LEAD_IN * RATE)))
    cues = []
    for number, line in enumerate(story.lines):
        file = folder / f"{number}.wav"
        voice = ["-v", story.voice, "-p", str(story.pitch), "-s", "160", "-g", "1", "-z"]
        run("espeak-ng", *voice, "-w", str(file), line.spoken or line.caption)
        with wave.open(str(file)) as recording:
            words = array.array("h", recording.readframes(recording.getnframes()))
        start = len(samples) / RATE
        samples.extend(words)
        cues.append(Cue(line, start, len(samples) / RATE))
        samples.extend(array.array("h", bytes(2 * int(PAUSE * RATE))))
    samples.extend(array.array("h", bytes(2 * int((LEAD_OUT - PAUSE) * RATE))))
    return cues, samples


def loudness(samples: array.array[int]) -> list[float]:
    """How loud each frame of the picture is, from 0 to 1, smoothed."""
    size, level, levels = RATE // FRAMES, 0.0, []
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        power = math.sqrt(sum(value * value for value in part) / len(part)) / 6000
        level = max(min(power, 1.0), level * 0.8)
        levels.append(level)
    return levels


def draw(
    story: Story,
    cues: list[Cue],
    moment: float,
    level: float,
    length: float,
    *,
    title_at: int = 340,
) -> Slide:
    slide = Slide()
    slide.brand()
    current = max(
        (cue for cue in cues if cue.start - 0.3 <= moment), key=lambda c: c.start, default=cues[0]
    )
    scene = current.line.scene
    first = next(cue for cue in cues if cue.line.scene == scene)
    since = moment - first.start + (LEAD_IN if first is cues[0] else 0.3)
    if scene == "title":
        slide.text((112, title_at), story.title, 84, bold=True, shown=since / 0.8)
        slide.text(
            (116, title_at + 60),
            story.subtitle,
            34,
            colour=(242, 158, 84),
            shown=(since - 0.4) / 0.8,
        )
    elif scene == "chart":
        slide.text((112, 200), story.chart_title, 44, bold=True, shown=since / 0.5)
        slide.chart(
            story.values,
            story.goal,
            story.chart_unit,
            drawn=(since - 0.4) / 4.0,
            good_is_up=story.good_is_up,
        )
    elif scene == "points":
        slide.text((112, 230), story.points_title, 44, bold=True, shown=since / 0.5)
        named = [cue for cue in cues if cue.line.point]
        for number, cue in enumerate(named):
            shown = (moment - cue.start + 0.2) / 0.5
            y = 322 + number * 82
            if shown > 0:
                slide.disc((134, y - 11), 24 * min(shown, 1.0), (242, 158, 84))
            slide.text(
                (134, y - 11),
                str(number + 1),
                26,
                colour=(11, 42, 51),
                bold=True,
                anchor="mm",
                shown=shown,
            )
            slide.text((184, y), cue.line.point, 36, shown=shown)
    elif scene == "number":
        slide.text(
            (108, 390), story.number, 150, bold=True, colour=(242, 158, 84), shown=since / 0.7
        )
        slide.text((116, 456), story.number_label, 36, shown=(since - 0.3) / 0.7)
    else:
        slide.wrapped((112, 310), story.question, 60, 980, shown=since / 0.8)
    slide.speaker(story.speaker, story.role, level, moment)
    slide.progress(moment / length)
    return slide


def frames(story: Story, cues: list[Cue], levels: list[float]) -> Iterator[bytes]:
    length = len(levels) / FRAMES
    for number, level in enumerate(levels):
        yield draw(story, cues, number / FRAMES, level, length).finished().tobytes()


def encode(story: Story, cues: list[Cue], samples: array.array[int], folder: Path) -> None:
    sound = folder / "speech.wav"
    with wave.open(str(sound), "wb") as recording:
        recording.setparams((1, 2, RATE, 0, "NONE", ""))
        recording.writeframes(samples.tobytes())
    levels = loudness(samples)
    room = "highpass=f=90,lowpass=f=8000,aecho=0.9:0.7:23|37:0.10|0.06,loudnorm=I=-18:TP=-2"
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FRAMES)]
    command += [
        "-i",
        "-",
        "-i",
        str(sound),
        "-af",
        room,
        "-c:a",
        "aac",
        "-b:a",
        "96k",
        "-ar",
        "44100",
    ]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        "slow",
        "-crf",
        "23",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "50",
    ]
    command += [
        "-profile:v",
        "high",
        "-movflags",
        "+faststart",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
    ]
    command += ["-metadata", f"title={story.title}", str(ASSETS / f"{story.slug}.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:  # noqa: S603  (as above)
        assert encoder.stdin  # noqa: S101  (PIPE was asked for)
        for picture in frames(story, cues, levels):
            encoder.stdin.write(picture)
        encoder.stdin.close()
        if encoder.wait():
            raise SystemExit("ffmpeg failed")


def write_texts(story: Story, cues: list[Cue]) -> None:
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues, start=1):
        words = cue.line.caption
        if len(words) > 42:
            # Two rows of about the same length, as captions are read.
            middle = min(
                (i for i, c in enumerate(words) if c == " "), key=lambda i: abs(i - len(words) / 2)
            )
            words = f"{words[:middle]}\n{words[middle + 1 :]}"
        blocks.append(f"{number}\n{clock(cue.start)} --> {clock(cue.end + PAUSE / 2)}\n{words}")
    (ASSETS / f"{story.slug}.vtt").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    paragraphs: dict[str, list[str]] = {}
    for cue in cues:
        paragraphs.setdefault(cue.line.scene, []).append(cue.line.caption)
    text = "\n\n".join(" ".join(lines) for lines in paragraphs.values())
    (ASSETS / f"{story.slug}.txt").write_text(text + "\n", encoding="utf-8")


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def main() -> None:
    ASSETS.mkdir(exist_ok=True)
    for story in stories():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            cues, samples = speak(story, folder)
            write_texts(story, cues)
            length = len(samples) / RATE
            # The title stands high: players lay their button over the middle.
            poster = draw(story, cues, cues[0].start + 1.5, 0.6, length, title_at=212)
            poster.finished().save(ASSETS / f"{story.slug}.jpg", quality=90)
            encode(story, cues, samples, folder)
        print(f"{story.slug}: {length:.1f} s")  # noqa: T201  (a script)


if __name__ == "__main__":
    main()
