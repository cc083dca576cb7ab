"""Cuts the power of a loaded deployment again and again. Run by tests/power-cut."""

import argparse, fcntl, os, random, shutil, signal, struct, subprocess, sys, threading, time

program = os.path.abspath("target/debug/rantai-under-test")
# _IOR('X', 125, __u32): ext4's EXT4_IOC_SHUTDOWN and XFS's XFS_IOC_GOINGDOWN are the same number, and so is
# "now, and write not even the file system's own journal out".
SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
# Cuts before a new deployment begins: the first start is cut too, and later ones stay short.
DEPLOYMENT = 15
MEBIBYTES = {"ext4": 192, "xfs": 320}
NO_SYNC = """
int fsync(int f) { return 0; }
int fdatasync(int f) { return 0; }
int sync_file_range(int f, long a, long b, unsigned c) { return 0; }
"""


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Disk:
    """An image with a file system, mounted on a loop device."""

    def __init__(self, kind, folder):
        self.kind, self.image, self.place = kind, f"{folder}/{kind}.img", f"{folder}/{kind}"
        os.makedirs(self.place, exist_ok=True)

    def make(self):
        with open(self.image, "wb") as image:
            image.truncate(MEBIBYTES[self.kind] << 20)
        run(*({"ext4": ["mkfs.ext4", "-q", "-F"], "xfs": ["mkfs.xfs", "-q", "-f"]}[self.kind]), self.image)

    def mount(self):
        run("mount", "-o", "loop", self.image, self.place)

    def cut(self):
        place = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(place, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(place)

    def unmount(self):
        for attempt in range(100):
            if subprocess.run(["umount", self.place], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.05)
        sys.exit(f"power-cut: {self.place} cannot be unmounted")


class Load:
    """The deployment under load. What it answers is kept here, outside of its disk."""

    def __init__(self, data, preload):
        environment = dict(os.environ, RANTAI_UNDER_LOAD=data)
        if preload:
            environment["LD_PRELOAD"] = preload
        self.answers, self.ready = [], threading.Event()
        self.process = subprocess.Popen(
            [program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.hearing = [threading.Thread(target=self.hear), threading.Thread(target=self.process.stderr.read)]
        for thread in self.hearing:
            thread.start()

    def hear(self):
        for line in self.process.stdout:
            if line == "ready\n":
                self.ready.set()
            elif line.endswith("\n"):
                self.answers.append(line)

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.hearing[0].join()
        return self.answers


def cut_once(disk, data, chance, answers, preload=None):
    """One cut. Returns whether it fell into the start."""
    load = Load(data, preload)
    early = chance.random() < 0.2
    if early:
        time.sleep(chance.uniform(0, 1.5))
    else:
        if not load.ready.wait(120):
            load.end()
            sys.exit(f"power-cut: the load does not start in {data}")
        time.sleep(chance.uniform(0.02, 0.8))
    disk.cut()
    # What is answered after the cut was not lost before it: the load may only fail.
    time.sleep(chance.uniform(0, 0.05))
    answers += load.end()
    disk.unmount()
    disk.mount()
    return early


def look(data, answers, folder):
    """Opens the deployment as a start does. Returns what it says, and whether everything is there."""
    with open(f"{folder}/answers", "w") as file:
        file.writelines(answers)
    looked = subprocess.run(
        [program], env=dict(os.environ, RANTAI_UNDER_LOAD=data, RANTAI_ANSWERS=f"{folder}/answers"),
        capture_output=True, text=True)
    return looked.stdout + looked.stderr[-3000:], looked.returncode == 0


def cuts(kind, count, folder, chance):
    disk, early, total, began = Disk(kind, folder), 0, 0, time.time()
    for number in range(count):
        if number % DEPLOYMENT == 0:
            if number:
                disk.unmount()
            disk.make()
            disk.mount()
            data, answers = f"{disk.place}/data", []
        before = len(answers)
        early += cut_once(disk, data, chance, answers)
        total += len(answers) - before
        said, whole = look(data, answers, folder)
        if not whole:
            shutil.copytree(data, f"{folder}/failed-{kind}-{number}", dirs_exist_ok=True)
            sys.exit(f"power-cut: {kind}, cut {number + 1}: {said}")
        left = (time.time() - began) / (number + 1) * (count - number - 1)
        if sys.stdout.isatty() or (number + 1) % 10 == 0:
            end = "" if sys.stdout.isatty() else "\n"
            print(f"\r{kind}: {number + 1}/{count} cuts, {total} answers, {left:.0f} s left   ", end=end, flush=True)
    disk.unmount()
    print(f"\r{kind}: {count} cuts, {early} of them during the start, {total} answers, "
          "0 lost, 0 doubled, always opened", flush=True)


def control(kind, folder, chance):
    """Without syncs facts must be lost: otherwise these cuts cut nothing."""
    source, library = f"{folder}/no-sync.c", f"{folder}/no-sync.so"
    with open(source, "w") as file:
        file.write(NO_SYNC)
    run("gcc", "-shared", "-fPIC", "-o", library, source)
    disk = Disk(kind, folder)
    disk.make()
    disk.mount()
    answers, data = [], f"{disk.place}/data"
    load = Load(data, library)
    load.ready.wait(120) or sys.exit("power-cut: the load without syncs does not start")
    time.sleep(0.5)
    disk.cut()
    answers = load.end()
    disk.unmount()
    disk.mount()
    said, whole = look(data, answers, folder)
    disk.unmount()
    if whole or not answers:
        sys.exit(f"power-cut: {kind} without syncs lost nothing of {len(answers)} answers: this test is blind")
    print(f"{kind}, control without syncs: facts were lost, as they must be ({said.splitlines()[0]})")


def main():
    parser = argparse.ArgumentParser(prog="tests/power-cut")
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--only", choices=["ext4", "xfs"])
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--folder", default="target/power-cut", help="where the images lie")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    os.makedirs(options.folder, exist_ok=True)
    folder = os.path.abspath(options.folder)
    for kind in [options.only] if options.only else ["ext4", "xfs"]:
        chance = random.Random(options.seed)
        control(kind, folder, chance)
        cuts(kind, options.cuts, folder, chance)


main()
