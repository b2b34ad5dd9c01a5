namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>A guild of one page and a service for all tests of a class: what one of them leaves behind would fail the next.</summary>
public sealed class SmallGuildFixture : IAsyncLifetime
{
    internal FaultBench Bench { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Bench = await FaultBench.StartAsync(members: 200);

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}

/// <summary>A guild of two pages and a service for all tests of a class.</summary>
public sealed class LargeGuildFixture : IAsyncLifetime
{
    internal FaultBench Bench { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Bench = await FaultBench.StartAsync(1_050, 50, ("RoleSync__Discord__TryTimeout", "00:00:03"));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
