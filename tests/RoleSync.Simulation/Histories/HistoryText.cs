using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace RoleSync.Simulation.Histories;

/// <summary>A history as the C# that makes it, to be put into a test.</summary>
internal static class HistoryText
{
    /// <summary>The expression.</summary>
    public static string Of(History history)
    {
        var usual = new History { Seed = 0, Guilds = [] };
        var text = new StringBuilder().AppendLine("new History").AppendLine("{");
        foreach (var property in typeof(History).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var value = property.GetValue(history);
            if (!Equals(value, property.GetValue(usual)))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    {property.Name} = {Value(value)},");
            }
        }

        return text.Append('}').ToString();
    }

    private static string Value(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string words => $"\"{words}\"",
        TimeSpan span => $"TimeSpan.FromMilliseconds({span.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)})",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum word => $"{word.GetType().Name}.{word}",
        IReadOnlyDictionary<string, string> pairs => $"new Dictionary<string, string> {{ {string.Join(", ", pairs.Select(pair => $"[\"{pair.Key}\"] = \"{pair.Value}\""))} }}",
        GuildPlan plan => $"new GuildPlan {{ {string.Join(", ", Differing(plan))} }}",
        HistoryEvent historyEvent => $"new {historyEvent.GetType().Name}({string.Join(", ", historyEvent.GetType().GetConstructors()[0].GetParameters().Select(parameter => Value(historyEvent.GetType().GetProperty(parameter.Name!)!.GetValue(historyEvent))))})",
        IEnumerable items => Items(items),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Items(IEnumerable items)
    {
        string[] texts = [.. items.Cast<object>().Select(Value)];
        return texts.Length == 0 ? "[]" : $"[{Environment.NewLine}        {string.Join($",{Environment.NewLine}        ", texts)}]";
    }

    private static IEnumerable<string> Differing(GuildPlan plan)
    {
        var usual = new GuildPlan();
        return from property in typeof(GuildPlan).GetProperties(BindingFlags.Public | BindingFlags.Instance)
               where property.CanWrite && !Equals(property.GetValue(plan), property.GetValue(usual))
               select $"{property.Name} = {Value(property.GetValue(plan))}";
    }
}
