// What is refused, and why, in German: emergencies. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const emergency: Sentences = {
  'This call for help is not over yet.': 'Dieser Hilferuf ist noch nicht vorbei.',
  'Cancel it first, then take back your words.': 'Sagen Sie ihn zuerst ab, dann nehmen Sie Ihre Worte zurück.',
  'It says that a need or an offer is settled.': 'Es sagt, dass ein Bedarf oder ein Angebot erledigt ist.',
  'Take that back first, or with it.': 'Nehmen Sie das zuerst zurück, oder zusammen damit.',
  'It answers a call for help that still stands here, and would be missing in its story.':
    'Es antwortet auf einen Hilferuf, der hier noch steht, und würde in dessen Verlauf fehlen.',
  'Wait until whoever called has taken back the call.': 'Warten Sie, bis wer gerufen hat, den Ruf zurückgenommen hat.',
  'Warnings to everybody are given by members of the roster.': 'Warnungen an alle geben die Mitglieder der Liste.',
  'Call for help instead, or tell a member what you see.':
    'Rufen Sie stattdessen um Hilfe, oder sagen Sie einem Mitglied, was Sie sehen.',
  'Only its author rewords or cancels a warning.':
    'Nur wer eine Warnung gegeben hat, ändert ihre Worte oder hebt sie auf.',
  'Give a warning of your own, for example "all clear"; both are shown.':
    'Geben Sie eine eigene Warnung, zum Beispiel „Entwarnung“; beide werden gezeigt.',
  'That warning is a drill, and a drill never turns real.':
    'Diese Warnung ist eine Übung, und aus einer Übung wird nie Ernst.',
  'That warning is real and turns into no drill.': 'Diese Warnung ist ernst und wird nicht zur Übung.',
  'Give a new warning.': 'Geben Sie eine neue Warnung.',
  storm: 'Sturm',
  earthquake: 'Erdbeben',
  radiation: 'Strahlung',
  'unsafe-water': 'Wasser nicht sicher',
  epidemic: 'Seuche',
  'heat-or-cold': 'Hitze oder Kälte',
  'road-closed': 'Straße gesperrt',
  'roll-call': 'Anwesenheitsruf',
  'Wait until it has arrived, or look for it in the list.':
    'Warten Sie, bis es angekommen ist, oder suchen Sie es in der Liste.',
  'This call for help is over.': 'Dieser Hilferuf ist beendet.',
  'If help is needed again, reopen it first.': 'Wird wieder Hilfe gebraucht, öffnen Sie ihn zuerst wieder.',
  fire: 'Feuer',
  flood: 'Hochwasser',
  landslide: 'Erdrutsch',
  'gas-or-chemicals': 'Gas oder Chemie',
  violence: 'Gewalt',
  'missing-person': 'Vermisste Person',
  medical: 'Medizinisch',
  trapped: 'Eingeschlossen',
  childbirth: 'Geburt',
  'power-line': 'Stromleitung am Boden',
  drowning: 'Ertrinken',
  'cold-or-heat': 'Kälte oder Hitze',
  'no-medicine': 'Keine Medikamente',
  'no-water-or-food': 'Kein Wasser oder Essen',
  vehicle: 'Verkehrsunfall',
  'can-wait': 'Kann warten',
  urgent: 'Dringend',
  'life-in-danger': 'Lebensgefahr',
  'Only the person who called for help can end the call.': 'Nur wer um Hilfe gerufen hat, kann den Ruf beenden.',
  'If you helped, say that it is done; when a second helper of another household says so too, it is over.':
    'Haben Sie geholfen, sagen Sie, dass Hilfe geleistet wurde; sagt das auch ein zweiter Helfer aus einem anderen Haushalt, ist der Ruf beendet.',
  'You have not taken this call.': 'Sie haben diesen Ruf nicht übernommen.',
  'Take it first, or leave it to those who have.':
    'Übernehmen Sie ihn zuerst, oder überlassen Sie ihn denen, die es getan haben.',
  'That person is not known on this device.': 'Diese Person ist auf diesem Gerät nicht bekannt.',
  'Choose somebody from the list.': 'Wählen Sie jemanden aus der Liste.',
  'You are on it already.': 'Sie sind schon dabei.',
  'Choose somebody else, or give it up.': 'Wählen Sie jemand anderen, oder geben Sie ihn ab.',
  'need-help': 'Brauche Hilfe',
  hurt: 'Verletzt',
  away: 'Weg',
  'One of the people is not known on this device.': 'Eine der Personen ist auf diesem Gerät nicht bekannt.',
  'Say the name in the text.': 'Schreiben Sie den Namen in den Text.',
  'A sighting names whom you saw.': 'Wer jemanden gesehen hat, nennt, wen.',
  'Choose at least one person.': 'Wählen Sie mindestens eine Person.',
  'This is no roll call that this device knows.': 'Das ist kein Anwesenheitsruf, den dieses Gerät kennt.',
  'Check in instead.': 'Melden Sie sich stattdessen.',
  'This is said by a named person, and nobody here knows your name yet.':
    'Das sagt man mit Namen, und Ihren kennt hier noch niemand.',
  'Ask members to sponsor you, or tell a member in person what you know or can do.':
    'Bitten Sie Mitglieder, für Sie zu bürgen, oder sagen Sie einem Mitglied persönlich, was Sie wissen oder können.',
  'Another device of yours speaks for you.': 'Ein anderes Ihrer Geräte spricht für Sie.',
  'You were not on the roster that this was addressed to.':
    'Sie standen nicht auf der Liste, an die das gerichtet war.',
  'Check in instead: a check-in needs no roster.': 'Melden Sie sich stattdessen: dafür braucht es keine Liste.',
  'This is no call, warning or power that is known on this device.':
    'Das ist kein Ruf, keine Warnung und keine Notvollmacht, die auf diesem Gerät bekannt ist.',
  'This answer was changed too often.': 'Diese Antwort wurde zu oft geändert.',
  'This is no emergency power that was adopted and is known here.':
    'Das ist keine Notvollmacht, die beschlossen wurde und hier bekannt ist.',
  'Powers are adopted in calm: propose one as a serious matter; "powers" shows those that there are.':
    'Notvollmachten werden in Ruhe beschlossen: Schlagen Sie eine als ernstes Anliegen vor; „Notvollmachten“ zeigt, welche es gibt.',
  'Somebody who had not seen the result blocked this power, so it rests for 48 hours.':
    'Jemand, der das Ergebnis nicht kannte, hat Einspruch gegen diese Notvollmacht erhoben; deshalb ruht sie 48 Stunden.',
  'Read the reason of the block and speak with its author.':
    'Lesen Sie den Grund des Einspruchs und reden Sie mit der Person, die ihn erhoben hat.',
  '{#1} members of {#2} households halted this power.':
    '{#1} Mitglieder aus {#2} Haushalten haben diese Notvollmacht angehalten.',
  'Only a new decision of the assembly can give it again.':
    'Nur ein neuer Beschluss der Versammlung kann sie wieder geben.',
  'This power has run its time.': 'Die Zeit dieser Notvollmacht ist um.',
  'What was done is reviewed now; the assembly can adopt the power anew.':
    'Jetzt wird geprüft, was getan wurde; die Versammlung kann die Notvollmacht neu beschließen.',
  'The assembly has taken this power back.': 'Die Versammlung hat diese Notvollmacht zurückgenommen.',
  'It can adopt it anew.': 'Sie kann sie neu beschließen.',
  '{#1} is not from 1 to the {#2} hours that were adopted.':
    '{#1} liegt nicht zwischen 1 und den {#2} Stunden, die beschlossen wurden.',
  'Take fewer hours; a renewal may follow.': 'Nehmen Sie weniger Stunden; eine Erneuerung kann folgen.',
  'No reason is given.': 'Es ist kein Grund angegeben.',
  'Say in a few words why it is needed; everybody will read it.':
    'Sagen Sie in wenigen Worten, warum es nötig ist; alle werden es lesen.',
  'It was started already.': 'Sie wurde schon gestartet.',
  'Join that start: one start with many voices counts.':
    'Schließen Sie sich diesem Start an: Ein Start mit vielen Stimmen zählt.',
  'Only what runs is renewed, and this does not.': 'Erneuert wird nur, was läuft, und diese läuft nicht.',
  'Start it, if it was adopted anew.': 'Starten Sie sie, falls sie neu beschlossen wurde.',
  'It was renewed {#1} times, and no more were adopted.':
    'Sie wurde {#1}-mal erneuert, und öfter ist nicht beschlossen.',
  'It ends by itself; the assembly can adopt it anew.':
    'Sie endet von selbst; die Versammlung kann sie neu beschließen.',
  'Who started or renewed it before does not renew it.':
    'Wer sie schon einmal gestartet oder erneuert hat, erneuert sie nicht.',
  'Ask somebody else to.': 'Bitten Sie jemand anderen darum.',
  'You have said so already.': 'Das haben Sie schon gesagt.',
  'It halts when {#1} members of {#2} households say so; {#3} have.':
    'Sie wird angehalten, wenn {#1} Mitglieder aus {#2} Haushalten es sagen; {#3} {3:hat|haben} es getan.',
  'Nothing is drawn.': 'Es wird nichts entnommen.',
  'Say how much.': 'Sagen Sie, wie viel.',
  'Another device of yours draws for you.': 'Ein anderes Ihrer Geräte entnimmt für Sie.',
  'Do it on that device.': 'Tun Sie es auf jenem Gerät.',
  'You hold no share of this power.': 'Sie haben keinen Anteil an dieser Notvollmacht.',
  'Ask somebody who does to draw for you.': 'Bitten Sie jemanden mit Anteil, für Sie zu entnehmen.',
  '{#1} are left of your share, not {#2}.': 'Von Ihrem Anteil sind {#1} übrig, nicht {#2}.',
  'Draw less, or ask another holder.': 'Entnehmen Sie weniger, oder fragen Sie jemand anderen mit Anteil.',
  'This power does not run on this device.': 'Diese Notvollmacht läuft auf diesem Gerät nicht.',
  'It runs once {#1} members of {#2} households started it, until its time is over.':
    'Sie läuft, sobald {#1} Mitglieder aus {#2} Haushalten sie gestartet haben, bis ihre Zeit um ist.',
  'Only its author changes or closes an entry.': 'Nur wer einen Eintrag geschrieben hat, ändert oder schließt ihn.',
  'Choose one of your own.': 'Wählen Sie einen eigenen.',
  power: 'Strom',
  water: 'Wasser',
  food: 'Essen',
  medicine: 'Medikamente',
  'first-aid': 'Erste Hilfe',
  shelter: 'Unterkunft',
  warmth: 'Wärme',
  fuel: 'Treibstoff',
  transport: 'Fahrten',
  tools: 'Werkzeug',
  hands: 'Helfende Hände',
  care: 'Pflege',
  'baby-things': 'Babysachen',
  hygiene: 'Hygiene',
  news: 'Nachrichten',
  'The words take {#1} bytes on the air, and {#2} have room.':
    'Die Worte brauchen im Funk {#1} Bytes, und Platz ist für {#2}.',
  'Say it in fewer words; {#1} bytes are too many.':
    'Sagen Sie es in weniger Worten; {#1} {1:Byte ist|Bytes sind} zu viel.',
  '"{@1}" is no kind of warning.': '„{@1}“ ist keine Art von Warnung.',
  '"{@1}" is no severity.': '„{@1}“ sagt nicht, wie schlimm es ist.',
  '"{@1}" is no advice.': '„{@1}“ ist kein Rat, den es gibt.',
  '"{@1}" is no kind of emergency.': '„{@1}“ ist keine Art von Notfall.',
  '"{@1}" is no reason.': '„{@1}“ ist kein Grund, den es gibt.',
  '"{@1}" is no condition.': '„{@1}“ sagt nicht, wie es jemandem geht.',
  '"{@1}" is no answer.': '„{@1}“ ist keine Antwort, die es gibt.',
  '"{@1}" is no supply.': '„{@1}“ ist nichts, was man hier brauchen oder anbieten kann.',
  'Choose one of: {@1}.': 'Wählen Sie eines davon: {@1}.',
  other: 'Anderes',
  unknown: 'Unbekannt',
  safe: 'Sicher',
  none: 'keiner',
  'need help': 'brauche Hilfe',
  'safe, and others are with me': 'sicher, und andere sind bei mir',
  'The number of people is {#1}.': 'Als Zahl der Personen ist {#1} angegeben.',
  'The number of hours is {#1}.': 'Als Zahl der Stunden ist {#1} angegeben.',
  'The time to get there in minutes is {#1}.': 'Als Zeit bis zur Ankunft in Minuten ist {#1} angegeben.',
  'The number of named people is {#1}.': 'Als Zahl der genannten Personen ist {#1} angegeben.',
  'The amount is {#1}.': 'Als Menge ist {#1} angegeben.',
  'The quantity is {#1}.': 'Als Anzahl ist {#1} angegeben.',
  'Give a whole number from 0 to {#1}.': 'Geben Sie eine ganze Zahl von 0 bis {#1} an.',
  '{#1}, {#2} within {#3} m is no place that can be said.':
    '{#1}, {#2} auf {#3} m genau ist kein Ort, den man angeben kann.',
  '{#1}, {#2} within {3} m is no place that can be said.':
    '{#1}, {#2} auf {3} m genau ist kein Ort, den man angeben kann.',
  'Give degrees north from -90 to 90, east from -180 to 180, and one of {@1} metres.':
    'Geben Sie Grad nach Norden von -90 bis 90 an, nach Osten von -180 bis 180, und eines von {@1} Metern.',
  'This call for help is not known on this device.': 'Dieser Hilferuf ist auf diesem Gerät nicht bekannt.',
  'Look for it in the list.': 'Suchen Sie ihn in der Liste.',
  'Ask whoever wrote it for the file once more, or another device for its own.':
    'Bitten Sie noch einmal um die Datei, wo sie herkam, oder ein anderes Gerät um seine.',
  'The file is longer than any story of a call.': 'Die Datei ist länger als jede Geschichte eines Rufs.',
  'The file is no story of a call, or of a later version.':
    'Die Datei ist keine Geschichte eines Rufs, oder eine aus einer späteren Version.',
  'The file has {#1} entries.': 'Die Datei hat {#1} {1:Eintrag|Einträge}.',
  'Entry {#1}: it is not whole.': 'Eintrag {#1}: Er ist nicht vollständig.',
  'Entry {#1}: its signature is not that of its author.':
    'Eintrag {#1}: Die Unterschrift ist nicht die der Person, die ihn geschrieben haben soll.',
  'Entry {#1}: it is neither a call nor an answer to one.':
    'Eintrag {#1}: Er ist weder ein Ruf noch eine Antwort darauf.',
  'The file does not begin with a call.': 'Die Datei beginnt nicht mit einem Ruf.',
  'Write: Emergency power: fuel / 200 litres, 24 hours, 3 renewals / Shares: 0 120, 64 80.':
    'Schreiben Sie es auf Englisch, so: Emergency power: fuel / 200 litres, 24 hours, 3 renewals / Shares: 0 120, 64 80.',
  'The terms take {#1} bytes, and {#2} have room.': 'Die Bedingungen brauchen {#1} Bytes, und Platz ist für {#2}.',
  'It does not say that it is an emergency power.': 'Es sagt nicht, dass es eine Notvollmacht ist.',
  '"{1}" is no power that can be given; there are: {@2}.':
    '„{1}“ ist keine Notvollmacht, die man geben kann; es gibt, auf Englisch geschrieben: {2}.',
  '"{1}" does not say how much, how long and how often.': '„{1}“ sagt nicht, wie viel, wie lange und wie oft.',
  '"{1}" says more than how much, how long and how often.': '„{1}“ sagt mehr als wie viel, wie lange und wie oft.',
  'A power runs for 1 to {#1} hours, not {#2}.': 'Eine Notvollmacht läuft 1 bis {#1} Stunden, nicht {#2}.',
  'A power is renewed at most {#1} times, not {#2}.':
    'Eine Notvollmacht wird höchstens {#1}-mal erneuert, nicht {#2}-mal.',
  '"{1}" does not say whose share is how much.': '„{1}“ sagt nicht, wer welchen Anteil hat.',
  'Warnings have no shares: each of those who start it may give so many.':
    'Warnungen haben keine Anteile: Alle, die sie starten, dürfen so viele geben.',
  'The shares make {#1} together, and {#2} are to be drawn.':
    'Die Anteile sind zusammen {#1}, und {#2} sollen entnommen werden dürfen.',
};
