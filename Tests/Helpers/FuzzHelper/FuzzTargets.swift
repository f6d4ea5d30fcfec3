/// All targets.
var fuzzTargets: [any FuzzTarget.Type] {
    [
        TemplateMutations.self, TemplateNoise.self, TemplateMessages.self, TokenizerMutations.self,
        TokenizerFolderMutations.self, PatternNoise.self,
    ]
}
