"""`make deploy`: what SAM is asked, and what is refused before it is."""

import json

from stage import Stage, elf


class Deploy(Stage):
    def setUp(self):
        super().setUp()
        self.stand_in("sam")
        self.pack()

    def deploy(self, *arguments, **variables):
        return self.run_program("deploy.py", *arguments, **variables)

    def told_sam(self, *arguments, **variables):
        """The options that SAM gets, and the parameters behind them."""
        told = self.deploy(*arguments, **variables)
        self.assertEqual(told.returncode, 0, told.stderr)
        asked = self.asked()[-1]
        at = asked.index("--parameter-overrides")
        return asked[:at], asked[at + 1 :]

    def test_each_environment_is_a_stack_with_secrets_of_its_own(self):
        for name in ("dev", "prod"):
            options, parameters = self.told_sam("--confirm", "no", name)
            self.assertEqual(options[:2], ["sam", "deploy"])
            self.assertEqual(options[options.index("--config-env") + 1], name)
            self.assertIn("--no-confirm-changeset", options)
            self.assertIn(f"CallbackKeysName=/live-replay/{name}/callback-keys", parameters)
            self.assertEqual(parameters[-1], "Architecture=x86_64")
        settings = [json.loads(self.deploy("--settings", name).stdout) for name in ("dev", "prod")]
        self.assertEqual([it["stack"] for it in settings], ["live-replay-dev", "live-replay-prod"])

    def test_an_unknown_environment_is_named_with_those_that_are(self):
        self.refused(self.deploy("--confirm", "no", "production"), "ENV=production", "dev and prod")
        self.assertEqual(self.asked(), [])

    def test_without_a_terminal_somebody_has_to_say_that_nobody_is_asked(self):
        self.refused(self.deploy("dev"), "CONFIRM=no")
        self.refused(self.deploy("--confirm", "yes", "dev"), "CONFIRM=no")
        self.refused(self.deploy("--confirm", "false", "dev"), "CONFIRM=false", "yes or no")
        self.config("confirm_changeset = true", "confirm_changeset = false")
        options, _ = self.told_sam("dev")
        self.assertFalse({"--no-confirm-changeset", "--confirm-changeset"} & set(options))

    def test_what_was_built_says_for_which_machine(self):
        self.pack(every=elf("arm64", "/lib/ld-linux-aarch64.so.1"))
        _, parameters = self.told_sam("--confirm", "no", "dev")
        self.assertEqual(parameters[-1], "Architecture=arm64")
        self.config("parameter_overrides = [", 'parameter_overrides = [\n  "Architecture=arm64",')
        _, parameters = self.told_sam("--confirm", "no", "dev")
        self.assertEqual([it for it in parameters if it.startswith("Architecture")], ["Architecture=arm64"])
        self.pack()
        self.refused(self.deploy("--confirm", "no", "dev"), "built for x86_64", "Architecture=arm64")

    def test_packages_of_two_machines_are_not_deployed(self):
        self.pack(reconcile=elf("arm64"))
        self.refused(self.deploy("--confirm", "no", "dev"), "arm64: reconcile.zip", "x86_64: callback.zip")
        for other in (b"MZ\x90\0" * 40, b"", elf("sparc"), elf()[:20]):
            self.pack(callback=other)
            self.refused(self.deploy("--confirm", "no", "dev"), "callback.zip holds no Linux program")
        (self.root / "target" / "package" / "callback.zip").write_text("no zip")
        self.refused(self.deploy("--confirm", "no", "dev"), "callback.zip is missing or no package")
        (self.root / "target" / "package" / "callback.zip").unlink()
        self.refused(self.deploy("--confirm", "no", "dev"), "callback.zip is missing or no package")
        self.assertEqual(self.asked(), [])

    def test_names_of_stacks_that_fail_late_are_refused_early(self):
        for stack, word in [("a" * 31, "31 characters"), ("1live", "begin with a letter"), ("live_replay", "letters, digits"), ("", "stack_name")]:
            self.config('stack_name = "live-replay-dev"', f'stack_name = "{stack}"')
            self.refused(self.deploy("--check", "--confirm", "no", "dev"), word)
            self.config(f'stack_name = "{stack}"', 'stack_name = "live-replay-dev"')
        self.config('stack_name = "live-replay-dev"', f'stack_name = "{"a" * 30}"')
        self.assertEqual(self.deploy("--check", "--confirm", "no", "dev").returncode, 0)

    def test_the_region_is_found_where_it_is_set(self):
        self.refused(self.deploy("--check", "--confirm", "no", "dev", AWS_REGION=None), "no region", "AWS_REGION")
        self.refused(self.deploy("--check", "--confirm", "no", "dev", AWS_REGION="Frankfurt"), "'Frankfurt' is no region")
        self.told_sam("--confirm", "no", "dev", AWS_REGION=None, AWS_DEFAULT_REGION="ap-southeast-1")
        self.assertEqual(self.region_of_the_last(), "ap-southeast-1")
        config = self.root.parent / ".aws" / "config"
        config.parent.mkdir()
        config.write_text("[default]\nregion = us-east-1\n[profile media]\nregion = eu-west-1\n")
        for profile, region in [(None, "us-east-1"), ("media", "eu-west-1")]:
            options, _ = self.told_sam("--confirm", "no", "dev", AWS_REGION=None, AWS_PROFILE=profile)
            self.assertEqual(options[options.index("--region") + 1], region)
            self.assertEqual(self.region_of_the_last(), region)

    def test_a_parameter_that_the_template_does_not_have_is_refused(self):
        entry = '"CuratorTokensName=/live-replay/dev/curator-tokens"'
        for wrong, words in [
            ('"CuratorTokenName=/x"', ["'CuratorTokenName'", "CuratorTokensName was meant?"]),
            ('"CuratorTokensName"', ["written Name=value"]),
            ('"AllowedOrigins=https://a.example, https://b.example"', ["AllowedOrigins has a space"]),
        ]:
            self.config(entry, wrong)
            self.refused(self.deploy("--check", "--confirm", "no", "dev"), *words)
            self.config(wrong, entry)

    def test_the_stream_is_one_of_the_table(self):
        entry = '"CuratorTokensName=/live-replay/dev/curator-tokens"'
        stream = "arn:aws:dynamodb:eu-central-1:111122223333:table/restored/stream/2026-01-02T03:04:05.678"
        for table, words in [("", ["TableName, which is missing"]), ("restored-2", ["no stream of restored-2", "LatestStreamArn"])]:
            named = f'{entry}, "TableStreamArn={stream}"' + (f', "TableName={table}"' if table else "")
            self.config(entry, named)
            self.refused(self.deploy("--check", "--confirm", "no", "dev"), *words)
            self.config(named, entry)
        self.config(entry, f'{entry}, "TableStreamArn={stream}", "TableName=restored"')
        self.assertEqual(self.deploy("--check", "--confirm", "no", "dev").returncode, 0)

    def test_other_forms_of_parameters_that_sam_takes(self):
        file = self.root / "infra" / "samconfig.toml"
        for overrides in ("'PushDomain=\"\" AppName=\"live\"'", "['PushDomain=\"\"', 'AppName=live']", "{ PushDomain = '\"\"', AppName = 'live' }"):
            file.write_text(f'[dev.deploy.parameters]\nstack_name = "a"\nparameter_overrides = {overrides}\n')
            settings = json.loads(self.deploy("--settings", "dev").stdout)
            self.assertEqual([settings["parameters"][name] for name in ("PushDomain", "AppName")], ["", "live"])
            self.assertEqual(settings["given"], ["AppName", "PushDomain"])
        file.write_text("[dev.deploy\n")
        self.refused(self.deploy("--settings", "dev"), "samconfig.toml can't be read")

    def test_sam_has_to_be_there_and_its_failure_is_passed_on(self):
        self.stand_in("sam", "sys.exit(3)")
        self.assertEqual(self.deploy("--confirm", "no", "dev").returncode, 3)
        (self.programs / "sam").unlink()
        self.refused(self.deploy("--check", "--confirm", "no", "dev"), "SAM is not installed")
        self.assertEqual(self.deploy("--settings", "dev").returncode, 0)

    def test_packages_elsewhere_are_not_mistaken_for_these(self):
        self.refused(self.deploy("--check", "--confirm", "no", "--target", "/somewhere", "dev"), "unset CARGO_TARGET_DIR")
