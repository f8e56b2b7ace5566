import Foundation
import TestSupport
import Testing

/// Every way in which a store is edited by hand, made by another program on copies of one good store.
private enum Tampering {
    static let tables = [
        "batch", "unit_code", "segment", "rejection", "chain_head", "run", "run_head", "assessment", "alert",
        "decision",
    ]

    /// Writes the copies into a folder and gives their names.
    ///
    /// Of every table: each column of one row changed a little (blobs at three places), a row removed, a row forged.
    static func make(from store: URL, in folder: URL) throws -> [String] {
        try Python.run(
            """
            import sqlite3, struct, sys
            source, folder, tables = sys.argv[1], sys.argv[2], sys.argv[3].split(",")

            def case(name, edit):
                db = sqlite3.connect(f"{folder}/{name}.sqlite")
                with sqlite3.connect(source) as good:
                    good.backup(db)
                edit(db)
                db.commit()
                db.close()
                print(name)

            def changed(value, place):
                if isinstance(value, int): return value + 1
                if isinstance(value, float): return value + 0.5
                data = bytearray(value if isinstance(value, bytes) else value.encode())
                if not data: return "x" if isinstance(value, str) else b"x"
                at = min(len(data) - 1, int(place * len(data)))
                data[at] ^= 0x10
                return bytes(data) if isinstance(value, bytes) else data.decode()

            with sqlite3.connect(source) as good:
                for table in tables:
                    info = good.execute(f"PRAGMA table_info({table})").fetchall()
                    names = [column[1] for column in info]
                    keys = [column[1] for column in info if column[5]]
                    # The row with the fewest NULLs says most; of several, the last.
                    rows = good.execute(f"SELECT * FROM {table} ORDER BY {','.join(keys)}").fetchall()
                    row = max(reversed(rows), key=lambda row: sum(value is not None for value in row))
                    at = " AND ".join(f"{key} = ?" for key in keys)
                    where = [row[names.index(key)] for key in keys]
                    for name, value in zip(names, row):
                        if name == "only": continue
                        for place in (0, 0.5, 0.999) if isinstance(value, bytes) else (0.5,):
                            kind = info[names.index(name)][2]
                            new = {"REAL": 1.0, "TEXT": "x"}[kind] if value is None else changed(value, place)
                            case(f"{table}.{name}-{place}", lambda db: db.execute(
                                f"UPDATE {table} SET {name} = ? WHERE {at}", [new] + where))
                    case(f"{table}-removed", lambda db: db.execute(f"DELETE FROM {table} WHERE {at}", where))
                    if "head" in table: continue
                    forged = list(row)
                    # Another key, and other values where they must be unique.
                    for name in keys + ["sha256", "code", "id"]:
                        if name in names and name not in ("run", "batch"):
                            at_name = names.index(name)
                            old = row[at_name]
                            forged[at_name] = {str: "forged", bytes: b"forged", int: 1000}[type(old)]
                    if table == "run": forged[names.index("id")] = "forged"
                    case(f"{table}-forged", lambda db: db.execute(
                        f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", forged))

            for batch, name in ((1, "first"), (2, "middle"), (3, "last")):
                def remove(db):
                    for table in ("segment", "unit_code"):
                        db.execute(f"DELETE FROM {table} WHERE batch = ?", [batch])
                    db.execute("DELETE FROM batch WHERE id = ?", [batch])
                case(f"batch-{name}-removed-whole", remove)
            for run, name in ((1, "first"), (2, "middle"), (3, "last")):
                def remove(db):
                    for table in ("assessment", "alert", "decision"):
                        db.execute(f"DELETE FROM {table} WHERE run = (SELECT id FROM run WHERE sequence = ?)", [run])
                    db.execute("DELETE FROM run WHERE sequence = ?", [run])
                case(f"run-{name}-removed-whole", remove)
            def swap(db):
                db.execute("UPDATE unit_code SET id = 1000 WHERE id = 1")
                db.execute("UPDATE unit_code SET id = 1 WHERE id = 2")
                db.execute("UPDATE unit_code SET id = 2 WHERE id = 1000")
            case("units-swapped", swap)
            def repack(db):
                # A whole-number column: kind, width, count, base, distances. Another value, packed as it should be.
                of = "WHERE metric = 'visits' AND batch = 1"
                blob = bytearray(db.execute(f"SELECT vals FROM segment {of}").fetchone()[0])
                kind, width, count, base = struct.unpack_from("<BBIq", blob)
                assert kind == 1 and width == 1 and len(blob) == 14 + count, blob
                struct.pack_into("<q", blob, 6, base + 1)
                db.execute(f"UPDATE segment SET vals = ? {of}", [bytes(blob)])
            case("value-packed-again", repack)
            """, store.path, folder.path, tables.joined(separator: ",")
        ).split(separator: "\n").map(String.init)
    }
}

@Suite("verify")
struct VerifyTests {
    /// Three batches and three runs, with values of both kinds, a bad row left out, and alerts that were told.
    private static func fed() throws -> City {
        let city = try City()
        let weeks = ["01-05", "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23"]
        for (index, ward) in ["w1", "w2", "w3"].enumerated() {
            let visits = weeks.enumerated().map { "2026-\($1),\(ward),visits,\($0 + 20)" }
            let bad = index == 1 ? ["2026-01-05,\(ward),visits,many"] : []
            try city.take(
                visits + ["2026-01-05,\(ward),balance,0.5"] + bad, as: "\(index).csv",
                received: "2026-03-0\(index + 1)", partial: true)
            _ = try city.json(asOf: ["2026-02-15", "2026-02-22", "2026-03-01"][index])
        }
        return city
    }

    @Test(
        "finds every change, removal and forgery of every row",
        .enabled(if: Python.isThere, Comment(rawValue: Python.missing)))
    func everyEdit() throws {
        let city = try Self.fed()
        #expect(try city.verify().stdout.hasPrefix("3 batches, 27 values: as they were written\n"))
        let folder = try TemporaryFolder()
        let cases = try Tampering.make(from: city.store, in: folder.url)
        #expect(cases.count > 100)
        for name in cases {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: city.store.path + ending)
            }
            try FileManager.default.copyItem(at: folder.url.appendingPathComponent(name + ".sqlite"), to: city.store)
            let said = try city.verify()
            #expect(said.status == 1, "\(name): \(said.stdout)\(said.stderr)")
            #expect(said.stderr.hasSuffix("the ledger is not as it was written; restore it from a copy\n"), "\(name)")
        }
    }

    @Test(
        "says what it found", .enabled(if: Python.isThere, Comment(rawValue: Python.missing)),
        arguments: [
            ("UPDATE segment SET vals = x'01' WHERE batch = 2", "batch 2 (Data/1.csv) is not as it was written"),
            (
                "DELETE FROM segment WHERE batch = 1; DELETE FROM batch WHERE id = 1",
                "batch 1 is missing before batch 2"
            ),
            (
                "DELETE FROM segment WHERE batch = 3; DELETE FROM batch WHERE id = 3",
                "the chain ends with batch 3, the ledger with batch 2"
            ),
            ("UPDATE unit_code SET id = 40 WHERE code = 'w5'", "the unit w5 has the number 40, it was given 5"),
            ("UPDATE rejection SET row_count = 0", "batch 2 (Data/1.csv) is not as it was written"),
            ("UPDATE assessment SET actual = 99 WHERE unit = 'w1'", "as of 2026-02-15 is not as it was written"),
            ("UPDATE alert SET state = 'inactive'", "as of 2026-02-22 is not as it was written"),
            ("DELETE FROM run WHERE sequence = 3", "3 runs were recorded, 2 are there"),
        ])
    func words(edit: String, message: String) throws {
        let city = try Self.fed()
        try Python.sql(edit, on: city.store)
        let said = try city.verify()
        #expect(said.status == 1)
        #expect(said.stderr.contains(message), "\(said.stderr)")
    }

    @Test(
        "is not fooled by what is written after a removal",
        .enabled(if: Python.isThere, Comment(rawValue: Python.missing)))
    func afterRemoval() throws {
        let city = try Self.fed()
        try Python.sql("DELETE FROM segment WHERE batch = 3; DELETE FROM batch WHERE id = 3", on: city.store)
        let taken = try city.take(["2026-01-05,w4,visits,1"], as: "next.csv", received: "2026-03-09")
        #expect(taken.status == 74)
        #expect(taken.stderr.contains("the last batches were removed, added or changed by hand"), "\(taken.stderr)")
        #expect(try city.verify().status == 1)

        let other = try Self.fed()
        try Python.sql(
            """
            DELETE FROM assessment WHERE run = (SELECT id FROM run WHERE sequence = 3);
            DELETE FROM alert WHERE run = (SELECT id FROM run WHERE sequence = 3);
            DELETE FROM decision WHERE run = (SELECT id FROM run WHERE sequence = 3);
            DELETE FROM run WHERE sequence = 3;
            """, on: other.store)
        _ = try other.json(asOf: "2026-03-08")
        #expect(try other.verify().status == 1)
    }

    @Test(
        "a damaged column stops a run in words, and is never read as other numbers",
        .enabled(if: Python.isThere, Comment(rawValue: Python.missing)))
    func damagedColumn() throws {
        let city = try Self.fed()
        try Python.sql("UPDATE segment SET vals = x'0102' WHERE batch = 2", on: city.store)
        let outcome = try city.workspace.onpace("run", "--as-of", "2026-03-08")
        #expect(outcome.status == 74)
        #expect(outcome.stderr.contains("batch 2 holds a damaged column of"), "\(outcome.stderr)")
    }

    @Test("knows every head it ever printed, and no other")
    func head() throws {
        let city = try City()
        var heads: [String] = []
        for day in 1...3 {
            try city.take(["2026-01-05,w\(day),visits,1"], as: "\(day).csv", received: "2026-03-0\(day)")
            heads.append(try city.head())
        }
        #expect(Set(heads).count == 3)
        for head in heads { #expect(try city.verify("--head", head).status == 0) }
        #expect(try city.verify("--head", String(heads[0].prefix(12)).uppercased()).status == 0)

        // The same files in another order are another ledger, sound in itself.
        let other = try City()
        try other.take(["2026-01-05,w2,visits,1"], as: "2.csv", received: "2026-03-01")
        let said = try other.verify("--head", heads[0])
        #expect(said.status == 1)
        #expect(said.stderr.contains("no batch has the hash \(heads[0])"))
    }

    @Test("is not content with a head that any ledger has", arguments: ["", "a", "0123456789a", "not-a-hash-at-all"])
    func noHead(text: String) throws {
        let said = try City().verify("--head", text)
        #expect(said.status == 64)
        #expect(said.stderr.contains("\"\(text)\" is no head"))
    }
}
