"""A folder of Markdown news articles, served as a graph through GraphQL.

    from graphapi import read_corpus
    graph = read_corpus("articles/")  # an ArticleGraph; graph.nx is a networkx.DiGraph
"""
