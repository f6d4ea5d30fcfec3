/// The version of this package.
public enum HostVersion {
    /// The version, as `flavor --version` prints it.
    public static let current = "0.1.0"
}
