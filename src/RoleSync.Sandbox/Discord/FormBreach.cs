namespace RoleSync.Sandbox.Discord;

/// <summary>A rule that a body breaks, with the way to the place.</summary>
internal sealed record FormBreach(IReadOnlyList<string> Path, string Code, string Message)
{
    public FormBreach(string field, string code, string message) : this([field], code, message)
    {
    }

    /// <summary>The place in one word, such as components.0.custom_id.</summary>
    public string Field => string.Join('.', Path);

    /// <summary>The same breach, seen from outside.</summary>
    public FormBreach Under(params IEnumerable<string> steps) => this with { Path = [.. steps, .. Path] };
}
