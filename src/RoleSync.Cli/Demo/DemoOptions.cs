namespace RoleSync.Cli.Demo;

/// <summary>Which world the demo shows.</summary>
/// <param name="Members">People in the guild.</param>
/// <param name="Wrong">The share of them, from 0 to 1, whose roles are wrong.</param>
/// <param name="Seed">The same seed makes the same world.</param>
/// <param name="Speed">How many times faster than Discord's and Ethos's the limits pass.</param>
/// <param name="Port">Where the API listens on this machine's loopback; null: 8000, or any free port where that is taken.</param>
/// <param name="ExitsAfterRun">Whether the demo ends with the run.</param>
internal sealed record DemoOptions(int Members, double Wrong, ulong Seed, double Speed, int? Port, bool ExitsAfterRun);
