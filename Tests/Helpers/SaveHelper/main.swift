// Saves a model folder, step by step, so that a test can kill it on the way.
//
//     SaveHelper DESTINATION VERSION FILES LINES STOP
//
// The folder holds MLmodel and FILES files of LINES lines, each line naming version and file. STOP is a number
// of files after which the process kills itself, or `none`. A model that is there is replaced.

import FlavorHost
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 6, let files = Int(arguments[3]), let lines = Int(arguments[4]) else {
    print("usage: SaveHelper DESTINATION VERSION FILES LINES STOP")
    exit(64)
}
let (destination, version, stop) = (arguments[1], arguments[2], arguments[5])
do {
    let writer = try ModelFolderWriter.begin(destination, overwrite: true)
    for file in 0..<files {
        if Int(stop) == file { kill(getpid(), SIGKILL) }
        let text = String(repeating: "version \(version), file \(file)\n", count: lines)
        try writer.write(text, to: "model/part-\(file % 3)/\(file).txt")
    }
    try writer.write(
        "flavors: {}\nmetadata: {version: '\(version)', files: \(files), lines: \(lines)}\n", to: "MLmodel")
    try writer.commit()
} catch {
    print(error)
    exit(1)
}
