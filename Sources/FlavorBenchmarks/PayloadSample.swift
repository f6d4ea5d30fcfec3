import FlavorHost

/// A request to measure, and what its model takes.
struct PayloadSample {
    let name: String
    let type: Payload.ContentType
    let rowCount: Int
    /// Writes the request.
    let text: () -> [UInt8]
    let schema: String

    private static let columns =
        #"[{"type": "long", "name": "id", "required": true}, {"type": "double", "name": "score", "required": true}, "#
        + #"{"type": "string", "name": "city", "required": true}]"#
    private static let tensor = #"[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 4]}}]"#

    /// One request of each kind.
    static func requests(rowCount: Int) -> [PayloadSample] {
        [
            PayloadSample(
                name: "dataframe_split", type: .json, rowCount: rowCount, text: { split(rowCount) }, schema: columns),
            PayloadSample(
                name: "instances", type: .json, rowCount: rowCount,
                text: { Array("{\"instances\": ".utf8) + matrix(rowCount: rowCount, width: 4) + Array("}".utf8) },
                schema: tensor),
            PayloadSample(name: "CSV", type: .csv, rowCount: rowCount, text: { csv(rowCount) }, schema: columns),
        ]
    }

    private static let cities = ["Lima", "Oslo", "Reykjavík", "San Francisco", "Ulaanbaatar", "Wien"]

    private static func split(_ rowCount: Int) -> [UInt8] {
        var random = Random()
        var text = Array(#"{"dataframe_split": {"columns": ["id", "score", "city"], "data": ["#.utf8)
        for row in 0..<rowCount {
            if row > 0 { text.append(contentsOf: ", ".utf8) }
            text.append(contentsOf: "[\(random.integer(below: 1_000_000)), \(random.unit()), \"".utf8)
            text.append(contentsOf: cities[random.integer(below: cities.count)].utf8)
            text.append(contentsOf: "\"]".utf8)
        }
        text.append(contentsOf: "]}}".utf8)
        return text
    }

    private static func csv(_ rowCount: Int) -> [UInt8] {
        var random = Random()
        var text = Array("id,score,city\n".utf8)
        for _ in 0..<rowCount {
            text.append(contentsOf: "\(random.integer(below: 1_000_000)),\(random.unit()),".utf8)
            text.append(contentsOf: cities[random.integer(below: cities.count)].utf8)
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// Rows of numbers between 0 and 1 with all their digits.
    static func matrix(rowCount: Int, width: Int = 8) -> [UInt8] {
        var random = Random()
        var text: [UInt8] = [UInt8(ascii: "[")]
        for row in 0..<rowCount {
            text.append(contentsOf: (row > 0 ? ", [" : "[").utf8)
            for column in 0..<width {
                if column > 0 { text.append(contentsOf: ", ".utf8) }
                text.append(contentsOf: random.unit().description.utf8)
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "]"))
        return text
    }

    /// A document like those of social networks: records with texts, numbers, flags, nulls and nested records.
    static func statuses(count: Int) -> [UInt8] {
        var random = Random()
        var text = Array(#"{"statuses": ["#.utf8)
        for index in 0..<count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            let id = 505_874_000_000_000_000 + Int64(random.integer(below: 1_000_000_000))
            text.append(
                contentsOf: """
                    {"created_at": "Sun Aug 31 00:29:15 +0000 2014", "id": \(id), "id_str": "\(id)", \
                    "text": "@\(cities[random.integer(below: cities.count)]) a few words \\u3042 about \\"this\\" and \
                    that, \(random.integer(below: 1000)) times\\nhttp:\\/\\/example.org\\/\(index)", "truncated": false, \
                    "in_reply_to_status_id": null, "geo": null, "coordinates": [\(random.unit()), \(random.unit())], \
                    "user": {"id": \(random.integer(below: 1_000_000_000)), "name": "名前 \(index)", \
                    "screen_name": "name_\(index)", "followers_count": \(random.integer(below: 10_000)), \
                    "protected": false, "verified": true, "utc_offset": null, "lang": "ja", "url": "https://t.co/\(id)"}, \
                    "entities": {"hashtags": [], "symbols": [], "urls": [{"url": "http://t.co/\(index)", \
                    "indices": [\(random.integer(below: 100)), \(random.integer(below: 140))]}]}, \
                    "retweet_count": \(random.integer(below: 100)), "favorited": false, "lang": "ja"}
                    """.utf8)
        }
        text.append(contentsOf: "]}".utf8)
        return text
    }
}
