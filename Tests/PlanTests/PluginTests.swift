import Periods
import PositionedYAML
import Testing

@testable import Plan

@Suite struct PluginTests {
    private static let manifest = """
        plugin: share-of-level/v2
        title: Share of a level
        evaluates: share_of_level
        needs: [count, level]
        history: 90 days
        command: [python3, share.py]
        parameters:
          level: {type: number, unit: cases, from: 1, to: 1000, about: The level}
          share: {type: percent, default: 80 %, from: 0 %, to: 100 %, about: How much of it}
          mode: {type: choice, choices: [strict, mild], default: mild, about: How}
          parts:
            type: targets
            each: {weight: {type: number, default: 1, about: Its weight}}
            optional: true
            about: What it is made of
          beside: {type: metric, optional: true, about: Another metric}
        limits: {time: 5 seconds, memory: 64 MB}
        """

    private static let head = """
        organisation: Test
        metrics:
          - {metric: cases, better: higher}
          - {metric: visits, better: higher}
          - {metric: quota, better: higher, ratio: {of: cases, to: visits}}
        targets:
          - {target: plain, metric: visits, aim: {reach: 10}, period: 2026}
          - target: custom
            metric: METRIC
            period: 2026
            aim:

        """

    private func load(_ aim: String, metric: String = "cases", manifests: [String] = [Self.manifest])
        -> PlanLoader.Outcome
    {
        let workspace =
            Self.head.replacing("METRIC", with: metric)
            + aim.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n") + "\n"
        let folders = manifests.enumerated().map { index, text in
            PlanSources.PluginFolder(
                path: "Plugins/p\(index)",
                manifest: SourceFile(name: "Plugins/p\(index)/plugin.yaml", bytes: Array(text.utf8)))
        }
        return PlanLoader.load(
            PlanSources(workspace: SourceFile(name: "onpace.yaml", bytes: Array(workspace.utf8)), plugins: folders),
            today: Day(number: 20_000))
    }

    private func errors(_ outcome: PlanLoader.Outcome) -> [String] {
        outcome.diagnostics.filter { $0.severity == .error }.map(\.message)
    }

    @Test("A target's parameters are read with their defaults")
    func readsParameters() throws {
        let outcome = load("share_of_level:\n  level: 12 cases\n  parts: {plain: {weight: 3}}\n  beside: visits")
        #expect(errors(outcome) == [])
        let plan = try #require(outcome.plan)
        let target = try #require(plan.targets.first { $0.id == "custom" })
        let arguments = try #require(target.aim.arguments)
        #expect(target.aim.word == "share_of_level")
        #expect(arguments.number("level") == 12)
        #expect(arguments.number("share") == 0.8)
        #expect(arguments.text("mode") == "mild")
        #expect(arguments.items("parts").map(\.id) == ["plain"])
        #expect(arguments.items("parts").first?.values.number("weight") == 3)
        #expect(arguments.targets == ["plain"])
        #expect(arguments.metrics == ["visits"])
        let plugin = try #require(plan.plugins.first)
        #expect(plugin.name == "share-of-level")
        #expect(plugin.historyDays == 90)
        #expect(plugin.limits.time == 5)
        #expect(plugin.limits.memory == 64 << 20)
    }

    @Test(
        "A mistake in the parameters is an error at its place",
        arguments: [
            ("share_of_level: {}", "share_of_level needs the key \"level\""),
            ("share_of_level: {level: 12}", "\"level\" is a number of cases"),
            ("share_of_level: {level: 12 vans}", "\"level\" is a number of cases"),
            ("share_of_level: {level: 0 cases}", "\"level\" is from 1 to 1000 cases"),
            ("share_of_level: {level: 1 case, share: 0.8}", "a percent"),
            ("share_of_level: {level: 1 case, share: 120 %}", "\"share\" is from 0 to 100 %"),
            ("share_of_level: {level: 1 case, shaer: 80 %}", "share_of_level has no key \"shaer\""),
            ("share_of_level: {level: 1 case, mode: wild}", "\"mode\" cannot be \"wild\""),
            ("share_of_level: {level: 1 case, beside: vists}", "unknown metric \"vists\""),
            ("share_of_level: {level: 1 case, parts: {plian: {}}}", "unknown target \"plian\""),
            (
                "share_of_level: {level: 1 case, parts: {plain: {wait: 1}}}",
                "\"plain\" in \"parts\" has no key \"wait\""
            ),
            ("share_of_level: {level: 1 case, parts: {custom: {}}}", ""),
            ("share_of_levle: {level: 1 case}", "an aim has no key \"share_of_levle\""),
        ])
    func reportsMistakes(_ aim: String, _ words: String) {
        let outcome = load(aim)
        #expect(outcome.plan == nil || words.isEmpty)
        #expect(words.isEmpty || errors(outcome).contains { $0.contains(words) }, "\(errors(outcome))")
        #expect(outcome.diagnostics.filter { $0.severity == .error }.allSatisfy { $0.range != nil })
    }

    @Test("A metric of the wrong kind is refused")
    func refusesKind() {
        let outcome = load("share_of_level: {level: 1 case}", metric: "quota")
        #expect(errors(outcome) == ["share_of_level needs a metric of kind count or level, and \"quota\" is a ratio"])
    }

    @Test(
        "A mistake in plugin.yaml is an error there, and its targets are not blamed",
        arguments: [
            ("plugin: share-of-level/v2", "plugin: share of level", "\"share of level\" is no plugin's id"),
            ("evaluates: share_of_level", "evaluates: reach", "\"reach\" is a word of the plan language"),
            ("command: [python3, share.py]", "command: []", "names no program"),
            ("needs: [count, level]", "needs: [counts]", "unknown kind \"counts\""),
            ("history: 90 days", "history: 3 years", "\"history\" is a number of days"),
            ("memory: 64 MB", "memory: 64", "\"memory\" is from 16 to 16384 MB"),
            ("{type: percent, default: 80 %", "{type: percent, default: 80", "a percent"),
            ("{type: choice, choices: [strict, mild]", "{type: choice", "is declared otherwise"),
            ("about: The level", "abuot: The level", "a parameter has no key \"abuot\""),
            ("limits: {time: 5 seconds", "network: all\nlimits: {time: 5 seconds", "\"network\" cannot be \"all\""),
        ])
    func reportsManifestMistakes(_ text: String, _ broken: String, _ words: String) {
        #expect(Self.manifest.contains(text))
        let outcome = load(
            "share_of_level: {level: 1 case}", manifests: [Self.manifest.replacing(text, with: broken)])
        let found = outcome.diagnostics.filter { $0.severity == .error }
        #expect(
            found.contains { $0.message.contains(words) && $0.file == "Plugins/p0/plugin.yaml" },
            "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.file == "Plugins/p0/plugin.yaml" || broken.contains("reach") }, "\(found)")
    }

    @Test("Two plugins cannot judge the same word")
    func refusesTwice() {
        let other = Self.manifest.replacing("share-of-level/v2", with: "another/v1")
        let outcome = load("share_of_level: {level: 1 case}", manifests: [Self.manifest, other])
        #expect(errors(outcome).contains { $0.contains("\"share_of_level\" is declared already") })
    }

    @Test("A changed program is a changed plan")
    func versionCoversPrograms() throws {
        func version(_ digest: [UInt8]) -> String? {
            let workspace =
                "organisation: T\nmetrics: [{metric: m, better: lower}]\n"
                + "targets: [{target: t, metric: m, aim: {cap: 3}, period: 2026}]\n"
            let folder = PlanSources.PluginFolder(
                path: "Plugins/p",
                manifest: SourceFile(name: "Plugins/p/plugin.yaml", bytes: Array(Self.manifest.utf8)), digest: digest)
            return PlanLoader.load(
                PlanSources(
                    workspace: SourceFile(name: "onpace.yaml", bytes: Array(workspace.utf8)), plugins: [folder]),
                today: Day(number: 20_000)
            ).plan?.version
        }
        #expect(version([1]) != nil)
        #expect(version([1]) == version([1]))
        #expect(version([1]) != version([2]))
    }
}
