using System.Diagnostics.CodeAnalysis;

namespace RoleSync.Core.Policies;

/// <summary>A value that was made from what a person wrote, or all the reasons why it could not be made.</summary>
/// <param name="Value">The value; null when there are problems.</param>
/// <param name="Problems">Sentences for the person who wrote it; empty when the value is there.</param>
public sealed record Checked<T>(T? Value, IReadOnlyList<string> Problems)
    where T : class
{
    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Value is not null;

    internal static Checked<T> Valid(T value) => new(value, []);

    internal static Checked<T> Invalid(IReadOnlyList<string> problems) => new(null, problems);
}
