/// The rules of a workspace that has none of its own.
public enum ShippedRules {
    /// Their source, as it could stand in `Rules/alerts.yaml`.
    ///
    /// `lagging` asks for two consecutive runs, or a fall of two grades at once, so that one bad week says nothing.
    /// Figures that only ripen count; those of too few reports wait. It ends when the target is back on track with a
    /// margin of one point, or for two runs.
    public static let source = """
        rules:
          - rule: lagging
            when: >-
              status in ["at_risk", "off_track"]
              && (data == "fresh" || data == "provisional" && coverage >= 0.95)
            for: 2 runs
            at_once: grades_lost >= 2
            until: >-
              status in ["on_track", "ahead", "achieved", "exceeded"] && (pace >= 1.01 || runs_in_status >= 2)
            severity: "status == 'off_track' ? 'critical' : 'warning'"
            says:
              vi: "{{unit.name}} chậm tiến độ «{{target.title}}»: đạt {{actual}}, lẽ ra {{expected}} tính đến {{as_of}}"
              en: "{{unit.name}} lags on {{target.title}}: {{actual}} against {{expected}} expected by {{as_of}}"
          - rule: exceeding
            when: status in ["ahead", "exceeded"]
            for: 2 runs
            severity: info
            good: true
            says:
              vi: "{{unit.name}} vượt tiến độ «{{target.title}}»: đạt {{actual}}, lẽ ra {{expected}} tính đến {{as_of}}"
              en: "{{unit.name}} is ahead on {{target.title}}: {{actual}} against {{expected}} expected by {{as_of}}"

        """
}
