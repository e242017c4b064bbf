"""`make package`: where it builds, and what it refuses to pack."""

import sys
import unittest

from stage import ROOT, Stage, elf

# What a stand-in for rustc says of the machine that it builds for.
HOST = "print('rustc 1.95.0\\nhost: {}')"
# A stand-in for an engine: what the container would leave behind.
PACKS = """
if sys.argv[1] == "run":
    folder = pathlib.Path(sys.argv[sys.argv.index("--volume") + 1].rpartition(":")[0]) / "target" / "container" / "package"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "callback.zip").write_text("packed")
"""


@unittest.skipUnless(sys.platform == "linux", "what other systems do is played here by another rustc")
class Build(Stage):
    def setUp(self):
        super().setUp()
        self.stand_in("make")
        self.stand_in("rustc", HOST.format("x86_64-unknown-linux-gnu"))

    def build(self, container="auto"):
        return self.run_program("build.py", container, str(self.programs / "make"))

    def names(self):
        return [asked[0] for asked in self.asked() if asked[0] != "rustc"]

    def test_on_linux_with_glibc_it_builds_here(self):
        self.stand_in("docker")
        self.assertEqual(self.build().returncode, 0)
        self.assertEqual([asked for asked in self.asked() if asked[0] != "rustc"], [["make", "packed"]])
        self.stand_in("make", "sys.exit(2)")
        self.assertEqual(self.build().returncode, 2)

    def test_elsewhere_it_builds_in_a_container(self):
        for host in ("x86_64-unknown-linux-musl", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"):
            self.stand_in("rustc", HOST.format(host))
            self.stand_in("docker", PACKS)
            told = self.build()
            self.assertEqual(told.returncode, 0, told.stderr)
            self.assertIn(host, told.stdout)
        self.assertNotIn("make", self.names())
        made, run = [asked for asked in self.asked() if asked[:2] in (["docker", "build"], ["docker", "run"])][-2:]
        self.assertIn("RUST=1.95", made)
        self.assertEqual(made[made.index("--tag") + 1], "live-replay-build:1.95")
        self.assertEqual(run[run.index("--volume") + 1], f"{self.root}:/work")
        self.assertEqual(run[-3:], ["live-replay-build:1.95", "make", "packed"])
        # What is fetched and built is kept for the next time, apart from what this machine built for itself.
        for variable in ("CARGO_HOME=/work/target/cargo", "CARGO_TARGET_DIR=/work/target/container"):
            self.assertIn(variable, run)
        self.assertEqual((self.root / "target" / "package" / "callback.zip").read_text(), "packed")

    def test_without_rust_it_builds_in_a_container(self):
        (self.programs / "rustc").unlink()
        self.stand_in("podman", PACKS)
        self.assertEqual(self.build().returncode, 0)
        run = next(asked for asked in self.asked() if asked[:2] == ["podman", "run"])
        self.assertIn("keep-id", run)

    def test_where_nothing_can_be_built_it_says_what_to_do(self):
        self.stand_in("rustc", HOST.format("x86_64-unknown-linux-musl"))
        self.refused(self.build(), "x86_64-unknown-linux-musl", "Install Docker or Podman")
        self.stand_in("docker", "sys.exit(1)")
        self.refused(self.build(), "start it", "WSL")
        self.refused(self.build("yes"), "a container was asked for")

    def test_a_container_may_be_asked_for_or_refused(self):
        self.stand_in("docker", PACKS)
        self.stand_in("podman", PACKS)
        self.assertEqual(self.build("podman").returncode, 0)
        self.assertEqual(set(self.names()), {"podman"})
        self.assertEqual(self.build("no").returncode, 0)
        self.assertEqual(self.names()[-1], "make")
        self.refused(self.build("lxc"), "CONTAINER=lxc")

    def test_a_container_that_fails_fails(self):
        for step in ("build", "run"):
            self.stand_in("docker", f"sys.exit(7 if sys.argv[1] == {step!r} else 0)")
            self.assertEqual(self.build("yes").returncode, 7)
            self.assertFalse((self.root / "target" / "package").exists())

    def test_files_belong_to_who_builds(self):
        self.stand_in("docker", PACKS + "print('[name=seccomp name=rootless]')")
        self.build("docker")
        self.assertNotIn("--user", self.asked()[-1])
        self.stand_in("docker", PACKS + "print('[name=seccomp]')")
        self.build("docker")
        self.assertIn("--user", self.asked()[-1])

    def test_the_image_has_lambdas_own_system(self):
        self.assertIn("FROM public.ecr.aws/amazonlinux/amazonlinux:2023\n", (ROOT / "infra" / "container" / "Containerfile").read_text())


class Pack(Stage):
    def pack_one(self, program):
        folder = self.root / "target" / "release"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "replay-callback").write_bytes(program)
        return self.run_program("package.py", str(self.root / "target"), "replay-callback")

    def test_what_lambda_runs_is_packed_with_its_machine(self):
        for machine in ("x86_64", "arm64"):
            told = self.pack_one(elf(machine))
            self.assertEqual(told.returncode, 0, told.stderr)
            self.assertIn(machine, told.stdout)

    def test_what_lambda_does_not_run_is_refused_in_words(self):
        for program, word in [
            (elf(loader="/lib/ld-musl-x86_64.so.1", glibc=b""), "musl"),
            (elf(loader=None, glibc=b""), "musl"),
            (elf(loader=None), "musl"),
            (elf(glibc=b""), "musl"),
            (elf(glibc=b"GLIBC_2.4 GLIBC_2.39"), "needs glibc 2.39, and Lambda has 2.34"),
            (b"\xcf\xfa\xed\xfe" + bytes(200), "no Linux program"),
            (b"MZ" + bytes(200), "no Linux program"),
            (b"", "no Linux program"),
            (elf("sparc"), "no Linux program"),
        ]:
            self.refused(self.pack_one(program), "callback.zip", word, "CONTAINER=yes")

    def test_a_program_of_this_folder_is_refused(self):
        self.refused(self.pack_one(elf() + f"{self.root}/functions".encode()), f"names {self.root}")

    def test_what_was_not_built_is_named(self):
        (self.root / "target" / "release").mkdir(parents=True)
        told = self.run_program("package.py", str(self.root / "target"), "replay-callback")
        self.refused(told, "replay-callback was not built", "CARGO_BUILD_TARGET")
