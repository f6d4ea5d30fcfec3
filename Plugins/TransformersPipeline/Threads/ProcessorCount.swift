import Glibc

/// How many processors the machine has at work.
enum ProcessorCount {
    static let current = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
