import Periods

/// Rows `date,unit,metric,value`, gathered by the year in which they belong.
struct TidyRows {
    private var years: [Int: [String]] = [:]

    /// - Parameter day: first day of the period; a week belongs to the year of its fourth day.
    mutating func add(_ day: Day, weekly: Bool = true, _ unit: String, _ metric: String, _ value: String) {
        years[(weekly ? day + 3 : day).year, default: []].append("\(day),\(unit),\(metric),\(value)")
    }

    mutating func add(_ day: Day, weekly: Bool = true, _ unit: String, _ metric: String, _ value: Int) {
        add(day, weekly: weekly, unit, metric, "\(value)")
    }

    /// A file named `name` for each year, packed for the years in which 526 units reported.
    func files(_ name: String, packsFormer: Bool = false) -> [DataFile] {
        years.map { year, rows in
            DataFile("\(year)/\(name)\(packsFormer && year < 2026 ? ".gz" : "")", ["date,unit,metric,value"] + rows)
        }
    }
}
